-- What the law and the directive's list say of every citation written in the export, by day.
-- Read once for each distinct text; `answers` is joined back by text and day.

CREATE MACRO section_of(written) AS regexp_extract(lower(written), '^[0-9]+(?:\.[0-9]+)?[a-z]?');
CREATE MACRO subdivisions_of(written) AS regexp_extract_all(lower(written), '\(([a-z0-9]+)\)', 1);
CREATE MACRO begins_with(longer, shorter) AS longer[1:len(shorter)] = shorter;
-- One answer of several rows: only what all of them give.
CREATE MACRO agreed(x) AS CASE WHEN count(x) = count(*) AND min(x) = max(x) THEN min(x) END;

CREATE TEMP TABLE cites AS
WITH texts AS (
    SELECT citation FROM offenses UNION SELECT citation FROM charges
), parts AS (
    SELECT citation, regexp_extract(
        upper(trim(citation)),
        '^(?:C?(PC|HS|BP|VC|H&S|B&P) ?)?(664/)?([0-9]+(?:\.[0-9]+)?[A-Z]?(?:\([A-Z0-9]+\))*)(?: ?(PC|HS|BP|VC))?'
        || '(?:[/-]([FMI])| - [A-Z ]+\(([FMI])\))?$',
        ['before', 'attempt', 'section', 'after', 'letter', 'titled']) AS p
    FROM texts
)
SELECT citation, replace(p.before || p.after, '&', '') AS code, section_of(p.section) AS section,
       subdivisions_of(p.section) AS subdivisions,
       CASE p.letter || p.titled WHEN 'F' THEN 'felony' WHEN 'M' THEN 'misdemeanor' WHEN 'I' THEN 'infraction' END AS written
FROM parts
WHERE (p.before = '') <> (p.after = '');

CREATE TEMP TABLE law AS
WITH books AS (
    SELECT 'statutes' AS book, * FROM read_csv(getvariable('statutes'), all_varchar = true)
    UNION ALL BY NAME
    SELECT 'list' AS book, * FROM read_csv(getvariable('offense_list'), all_varchar = true)
)
SELECT * EXCLUDE (section, valid_from, valid_to),
       section_of(section) AS section, subdivisions_of(section) AS subdivisions,
       valid_from::DATE AS valid_from, valid_to::DATE AS valid_to,
       CASE role WHEN 'protected' THEN true WHEN 'protected_unclear' THEN NULL ELSE false END AS protects,
       CASE role WHEN 'qualifying' THEN true WHEN 'qualifying_unclear' THEN NULL ELSE false END AS qualifies
FROM books
WHERE system = 'CA';

-- The rows that stand for a citation: its prefixes (by how deep they go), and what is finer (null).
CREATE TEMP TABLE hits AS
SELECT c.citation, l.* EXCLUDE (code, section, subdivisions),
       CASE WHEN begins_with(c.subdivisions, l.subdivisions) THEN len(l.subdivisions) END AS depth
FROM cites c JOIN law l USING (code, section)
WHERE begins_with(c.subdivisions, l.subdivisions) OR begins_with(l.subdivisions, c.subdivisions);

-- The spans of days on which a citation's answers stay the same. The day 0001-01-01 stands for no date at
-- all, when every row is live.
CREATE TEMP TABLE spans AS
WITH turns AS (
    SELECT citation, unnest([valid_from, valid_to + 1]) AS since FROM hits
    UNION SELECT citation, unnest([DATE '0001-01-01', DATE '0001-01-02']) FROM cites
)
SELECT citation, since,
       coalesce(lead(since) OVER (PARTITION BY citation ORDER BY since) - 1, DATE '9999-12-31') AS until
FROM turns
WHERE since IS NOT NULL;

CREATE TEMP TABLE answers AS
WITH live AS (
    SELECT s.since, h.*, max(depth) OVER (PARTITION BY h.citation, s.since, h.book) AS deepest
    FROM spans s JOIN hits h
      ON h.citation = s.citation
     AND (s.since = DATE '0001-01-01'
          OR (coalesce(h.valid_from <= s.since, true) AND coalesce(h.valid_to >= s.since, true)))
), chosen AS (
    FROM live WHERE deepest IS NULL OR depth = deepest
), statutes AS (
    SELECT citation, since,
           agreed(offense_class) AS offense_class, agreed(offense_subclass) AS offense_subclass,
           nullif(agreed(level), 'wobbler') AS default_level, coalesce(agreed(victimless) = 'yes', false) AS victimless
    FROM chosen WHERE book = 'statutes' GROUP BY ALL
), listed AS (
    SELECT citation, since, agreed(qualifies) AS qualifying,
           agreed(CASE WHEN protects IS NOT DISTINCT FROM false THEN false
                       WHEN level IN ('felony', 'wobbler') THEN protects
                       WHEN felony_form = 'no' THEN NULL ELSE false END) AS protected_felony,
           agreed(protects) AS protected,
           agreed(CASE WHEN protects IS NOT DISTINCT FROM false THEN false
                       WHEN level IN ('misdemeanor', 'infraction') THEN NULL ELSE protects END) AS protected_unknown
    FROM chosen WHERE book = 'list' GROUP BY ALL
), ever AS (
    SELECT citation, agreed(qualifies) AS qualifying, agreed(protects) AS protected
    FROM hits WHERE book = 'list' GROUP BY ALL
)
SELECT c.*, s.since, s.until, t.offense_class, t.offense_subclass, t.default_level,
       coalesce(t.victimless, false) AS victimless,
       -- Not in the list: no, but another violent offense may be one. In it, but not on this day: no where no
       -- row of it ever says more, else unknown.
       CASE WHEN l.citation IS NOT NULL THEN l.qualifying
            WHEN e.citation IS NOT NULL THEN nullif(e.qualifying, true)
            WHEN t.offense_class = 'violent' THEN NULL ELSE false END AS qualifying,
       CASE WHEN l.citation IS NOT NULL THEN l.protected_felony
            WHEN e.citation IS NOT NULL THEN nullif(e.protected, true) ELSE false END AS protected_felony,
       CASE WHEN l.citation IS NOT NULL THEN l.protected
            WHEN e.citation IS NOT NULL THEN nullif(e.protected, true) ELSE false END AS protected,
       CASE WHEN l.citation IS NOT NULL THEN l.protected_unknown
            WHEN e.citation IS NOT NULL THEN nullif(e.protected, true) ELSE false END AS protected_unknown
FROM cites c
JOIN spans s USING (citation)
LEFT JOIN statutes t USING (citation, since)
LEFT JOIN listed l USING (citation, since)
LEFT JOIN ever e USING (citation);

-- Citations of which no charge can meet either rule, on any day and at any level.
CREATE TEMP TABLE never AS
SELECT citation FROM answers GROUP BY citation
HAVING NOT bool_or(coalesce(offense_class IN ('sex_trade', 'drug'), true)
                   AND NOT (coalesce(protected = false, false)
                            AND coalesce(protected_felony = false, false)
                            AND coalesce(protected_unknown = false, false)));
