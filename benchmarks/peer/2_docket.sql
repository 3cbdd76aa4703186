-- The incidents with a charge that could be protected, put in order: who is who, which arrest a charge is of,
-- at which stage and on which day police acted. What follows reads these few rows, not the whole export.

-- Kleene's OR over rows, from how many are true and how many unknown. No rows: false.
CREATE MACRO any_of(yes, unsure) AS CASE WHEN yes > 0 THEN true WHEN unsure > 0 THEN NULL ELSE false END;
-- One value of several rows, where a null is silent.
CREATE MACRO one_value(x) AS CASE WHEN min(x) = max(x) THEN min(x) END;
CREATE MACRO code_of(cell) AS nullif(replace(lower(cell), ' ', '_'), 'unknown');
CREATE MACRO words_of(name) AS
    list_sort(list_distinct(string_split(trim(regexp_replace(lower(strip_accents(name)), '[^a-z0-9]+', ' ', 'g')), ' ')));
CREATE MACRO real_name(words) AS CASE
    WHEN NOT list_has_any(words, ['doe', 'unknown', 'confidential', 'redacted', 'victim', 'juvenile']) THEN words END;
CREATE MACRO real_birth(day) AS CASE WHEN day NOT IN (DATE '1900-01-01', DATE '1901-01-01') THEN day END;
CREATE MACRO births_differ(a, b) AS
    CASE WHEN day(a) = month(b) AND month(a) = day(b) THEN 0
         ELSE (day(a) <> day(b))::INT + (month(a) <> month(b))::INT END + (year(a) <> year(b))::INT > 1;
CREATE MACRO long_words(words) AS list_filter(words, lambda word: length(word) > 1);
-- Whether what both rows tell makes them two people (null: they do not tell).
CREATE MACRO contradict(words, born, years, words2, born2, years2) AS
    coalesce(len(long_words(words)) > 0 AND len(long_words(words2)) > 0
             AND NOT list_has_any(long_words(words), long_words(words2)) AND (born = born2) IS NOT true, false)
    OR coalesce(births_differ(born, born2), false) OR coalesce(abs(years - years2) > 1, false);

CREATE TEMP TABLE asked AS
SELECT DISTINCT incident_id FROM charges WHERE citation IS NULL OR citation NOT IN (FROM never);

-- The reports of each of some incidents, as one.
CREATE MACRO reports_of(wanted) AS TABLE
SELECT incident_id, one_value(agency) AS agency, min(reported_at)::DATE AS reported,
       coalesce(min(reported_at), min(occurred_at))::DATE AS report_date,
       coalesce(min(occurred_at), min(reported_at))::DATE AS crime_date
FROM incidents SEMI JOIN query_table(wanted) USING (incident_id)
GROUP BY incident_id;

CREATE TEMP TABLE reports AS FROM reports_of('asked');

-- The involvements and charges of some incidents as people, without ids that contradict themselves in one.
CREATE MACRO people_of(wanted) AS TABLE
WITH rows AS (
    SELECT incident_id, code_of(role) AS role, offense_id, sex_trade, NULL AS charge_id, NULL AS arrest_id,
           NULL AS citation, NULL AS level, NULL AS stage, NULL::DATE AS date,
           person_id, name, birth_date, age, false AS charged
    FROM involvements SEMI JOIN query_table(wanted) USING (incident_id)
    UNION ALL
    SELECT DISTINCT incident_id, NULL, NULL, NULL, charge_id, arrest_id, citation, code_of(level), code_of(stage),
           date, person_id, name, birth_date, age, true
    FROM charges SEMI JOIN query_table(wanted) USING (incident_id)
), numbered AS (
    SELECT * EXCLUDE (name, birth_date, age), row_number() OVER () AS n, real_name(words_of(name)) AS words,
           real_birth(birth_date) AS born, age
    FROM rows
), twofold AS (
    SELECT DISTINCT a.incident_id, a.person_id
    FROM numbered a JOIN numbered b USING (incident_id, person_id)
    WHERE a.n < b.n AND contradict(a.words, a.born, a.age, b.words, b.born, b.age)
)
SELECT r.* EXCLUDE (person_id), CASE WHEN t.person_id IS NULL THEN r.person_id END AS person_id,
       t.person_id AS refused
FROM numbered r LEFT JOIN twofold t USING (incident_id, person_id);

-- The involvements among them, silent cells filled from the other involvements of their id.
CREATE MACRO involved_of(people) AS TABLE
WITH told AS (
    SELECT incident_id, person_id, one_value(words) AS words, one_value(born) AS born, one_value(age) AS age
    FROM query_table(people) WHERE NOT charged AND person_id IS NOT NULL GROUP BY ALL
)
SELECT p.n, incident_id, p.role, p.offense_id, p.sex_trade, person_id, coalesce(p.words, t.words) AS words,
       coalesce(p.born, t.born) AS born, coalesce(p.age, t.age) AS age
FROM query_table(people) p LEFT JOIN told t USING (incident_id, person_id)
WHERE NOT charged;

CREATE TEMP TABLE people AS FROM people_of('asked');
CREATE TEMP TABLE involved AS FROM involved_of('people');

-- Rows of one arrest id are one arrest; a row without one is an arrest of its own.
CREATE TEMP TABLE arrested AS
WITH refused AS (
    SELECT DISTINCT incident_id, refused AS person_id FROM people WHERE refused IS NOT NULL
), rows AS (
    SELECT DISTINCT a.* REPLACE (CASE WHEN r.person_id IS NULL THEN a.person_id END AS person_id)
    FROM (FROM arrests SEMI JOIN asked USING (incident_id)) a
    LEFT JOIN refused r USING (incident_id, person_id)
)
SELECT incident_id, coalesce(arrest_id, '#' || row_number() OVER ()) AS arrest, person_id, arrested_at, kind, basis
FROM rows;

CREATE TEMP TABLE arrest_list AS
SELECT incident_id, arrest, one_value(person_id) AS person_id, one_value(arrested_at)::DATE AS arrest_date,
       code_of(one_value(kind)) AS kind, code_of(one_value(basis)) AS basis
FROM arrested GROUP BY incident_id, arrest;

CREATE TEMP TABLE charged AS
WITH lone AS (
    SELECT incident_id, person_id, min(arrest) AS arrest
    FROM arrest_list WHERE person_id IS NOT NULL GROUP BY ALL HAVING count(*) = 1
), found AS (
    SELECT p.* EXCLUDE (role, offense_id, sex_trade, charged, refused), coalesce(p.arrest_id, o.arrest) AS arrest
    FROM people p LEFT JOIN lone o USING (incident_id, person_id)
    WHERE charged
), carried AS (
    SELECT incident_id, arrest, one_value(person_id) AS person_id
    FROM found WHERE arrest IS NOT NULL GROUP BY ALL
), taken AS (
    SELECT f.* EXCLUDE (person_id, stage), a.arrest_date, a.kind, a.basis,
           coalesce(f.person_id, a.person_id, c.person_id) AS person_id,
           CASE WHEN f.stage IS NOT NULL OR f.arrest IS NULL THEN f.stage
                WHEN a.kind IN ('citation', 'summons') THEN 'cited' ELSE 'booked' END AS stage
    FROM found f
    LEFT JOIN arrest_list a USING (incident_id, arrest)
    LEFT JOIN carried c USING (incident_id, arrest)
), told AS (
    SELECT incident_id, person_id, one_value(words) AS words, one_value(born) AS born, one_value(age) AS age
    FROM people WHERE NOT charged AND person_id IS NOT NULL GROUP BY ALL
), filled AS (
    SELECT t.* REPLACE (coalesce(t.words, i.words) AS words, coalesce(t.born, i.born) AS born,
                        coalesce(t.age, i.age) AS age),
           d.agency, d.reported, d.crime_date,
           coalesce(t.stage IN ('referred', 'filed', 'declined', 'dismissed', 'convicted'), false) AS later,
           coalesce(CASE WHEN NOT later THEN t.date END, t.arrest_date, d.report_date) AS police_date
    FROM taken t
    LEFT JOIN told i USING (incident_id, person_id)
    LEFT JOIN reports d USING (incident_id)
), read AS (
    SELECT f.*, a.* EXCLUDE (citation, since, until, written, default_level, victimless),
           CASE WHEN f.level <> a.written THEN NULL ELSE coalesce(f.level, a.written, a.default_level) END AS lawful
    FROM filled f
    LEFT JOIN answers a
      ON a.citation = f.citation
     AND coalesce(f.police_date, f.date, f.crime_date, DATE '0001-01-01') BETWEEN a.since AND a.until
)
SELECT * REPLACE (CASE WHEN lawful = 'felony' THEN protected_felony
                       WHEN lawful IS NULL THEN protected_unknown ELSE protected END AS protected)
FROM read;

-- What is recorded in the incidents, and whether it is qualifying.
CREATE MACRO recorded_of(wanted) AS TABLE
SELECT o.incident_id, o.offense_id, o.citation, a.qualifying, coalesce(a.victimless, false) AS victimless
FROM (FROM offenses SEMI JOIN query_table(wanted) USING (incident_id)) o
LEFT JOIN reports d USING (incident_id)
LEFT JOIN answers a
  ON a.citation = o.citation AND coalesce(d.crime_date, DATE '0001-01-01') BETWEEN a.since AND a.until;

-- Whether the offense of each involvement is qualifying.
CREATE MACRO qualified(involved, recorded) AS TABLE
WITH named AS (
    SELECT incident_id, offense_id, agreed(qualifying) AS qualifying
    FROM query_table(recorded) WHERE citation IS NOT NULL AND offense_id IS NOT NULL GROUP BY ALL
), unnamed AS (
    SELECT incident_id, count(*) AS every, count(*) FILTER (qualifying) AS yes,
           count(*) FILTER (NOT qualifying) AS no,
           count(*) FILTER (NOT victimless) AS harmful, count(*) FILTER (qualifying AND NOT victimless) AS harmful_yes,
           count(*) FILTER (NOT qualifying AND NOT victimless) AS harmful_no
    FROM query_table(recorded) GROUP BY ALL
), counted AS (
    SELECT i.n, coalesce(i.role IN ('suspect', 'arrestee'), false) AS suspected,
           CASE WHEN suspected THEN u.every ELSE u.harmful END AS many,
           CASE WHEN suspected THEN u.yes ELSE u.harmful_yes END AS yes,
           CASE WHEN suspected THEN u.no ELSE u.harmful_no END AS no
    FROM query_table(involved) i LEFT JOIN unnamed u USING (incident_id)
)
SELECT i.*, CASE WHEN i.offense_id IS NOT NULL THEN o.qualifying
                 WHEN c.no = c.many THEN false WHEN c.yes = c.many THEN true END AS qualifying
FROM query_table(involved) i
JOIN counted c USING (n)
LEFT JOIN named o USING (incident_id, offense_id);
