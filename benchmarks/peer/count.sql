-- Values that could not be read, by column, with how often each stands: citations that the reader above does not
-- know, days that no event has, and ids in scientific notation.
SELECT 'citation' AS what, citation AS cell, count(*) AS rows
FROM (SELECT citation FROM offenses UNION ALL SELECT citation FROM charges)
ANTI JOIN cites USING (citation)
WHERE citation IS NOT NULL
GROUP BY ALL
UNION ALL
SELECT 'reported_at', reported_at::VARCHAR, count(*) FROM incidents
WHERE reported_at NOT BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2100-12-31 23:59:59' GROUP BY ALL
UNION ALL
SELECT 'occurred_at', occurred_at::VARCHAR, count(*) FROM incidents
WHERE occurred_at NOT BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2100-12-31 23:59:59' GROUP BY ALL
UNION ALL
SELECT 'birth_date', birth_date::VARCHAR, count(*) FROM involvements
WHERE birth_date NOT BETWEEN DATE '1850-01-01' AND DATE '2100-12-31' GROUP BY ALL
UNION ALL
SELECT 'person_id', person_id, count(*) FROM involvements
WHERE regexp_matches(person_id, '^[0-9]([.,][0-9]+)?[eE]\+[0-9]+$') GROUP BY ALL
ORDER BY ALL;
