-- The facts of each charge, and the verdicts.

-- Whether two people are one: by id, by name and birth date, then by what tells them apart.
CREATE MACRO same_person(id, words, born, years, id2, words2, born2, years2) AS
    CASE WHEN id = id2 THEN true
         WHEN words = words2 AND born = born2 THEN CASE WHEN id IS NULL OR id2 IS NULL THEN true END
         WHEN id IS NOT NULL AND id2 IS NOT NULL THEN false
         WHEN contradict(words, born, years, words2, born2, years2) THEN false END;
CREATE MACRO same_elsewhere(id, words, born, id2, words2, born2) AS
    CASE WHEN id = id2 THEN true
         WHEN words = words2 AND born = born2 THEN CASE WHEN id IS NULL OR id2 IS NULL THEN true END
         ELSE false END;
CREATE MACRO reporting(role) AS
    CASE WHEN role IN ('victim', 'witness') THEN true WHEN role <> 'reporting_party' THEN false END;

CREATE TEMP TABLE recorded AS FROM recorded_of('asked');
CREATE TEMP TABLE involvement AS FROM qualified('involved', 'recorded');

-- The charges that could meet a rule; what else stands in their incidents is read from `charged`.
CREATE TEMP TABLE units AS
FROM charged
WHERE protected IS DISTINCT FROM false AND coalesce(offense_class IN ('sex_trade', 'drug'), true)
  AND coalesce(police_date >= DATE '2017-12-01', true) AND coalesce(stage <> 'noted', true);

CREATE TEMP TABLE by_involvement AS
WITH pairs AS (
    SELECT u.n, i.role, i.sex_trade, i.qualifying,
           same_person(u.person_id, u.words, u.born, u.age, i.person_id, i.words, i.born, i.age) AS same
    FROM units u JOIN involvement i USING (incident_id)
), terms AS (
    SELECT n, same, same AND sex_trade AS traded, same AND reporting(role) AND qualifying AS reported,
           same AND role IN ('suspect', 'arrestee') AND qualifying AS suspected
    FROM pairs
)
SELECT n, bool_or(coalesce(same, false)) AS surely_there,
       count(*) FILTER (traded) AS traded, count(*) FILTER (traded IS NULL) AS traded_unsure,
       count(*) FILTER (reported) AS reported, count(*) FILTER (reported IS NULL) AS reported_unsure,
       count(*) FILTER (suspected) AS suspected, count(*) FILTER (suspected IS NULL) AS suspected_unsure
FROM terms GROUP BY n;

-- Each charge beside every charge of its incident, itself among them.
CREATE TEMP TABLE beside AS
WITH pairs AS (
    SELECT u.n, c.n = u.n AS itself, c.stage, c.offense_class, c.offense_subclass, c.qualifying, c.protected,
           coalesce(c.arrest = u.arrest, false) AS of_arrest,
           of_arrest OR (u.arrest IS NULL AND coalesce(c.person_id = u.person_id, false)) AS of_ground,
           coalesce(itself OR same_person(u.person_id, u.words, u.born, u.age, c.person_id, c.words, c.born, c.age)
                    OR (of_arrest AND (u.person_id IS NULL OR c.person_id IS NULL)
                        AND NOT coalesce(u.words = c.words AND u.born = c.born, false)), false) AS theirs,
           coalesce(c.code = u.code AND c.section = u.section
                    AND (begins_with(c.subdivisions, u.subdivisions) OR begins_with(u.subdivisions, c.subdivisions)),
                    false) AS same_offense
    FROM units u JOIN charged c USING (incident_id)
), terms AS (
    SELECT *,
           CASE WHEN offense_class <> 'sex_trade' THEN false
                WHEN offense_class IS NULL OR offense_subclass IS NULL THEN NULL
                WHEN offense_subclass IN ('prostitution', 'solicitation', 'loitering_prostitution') THEN true
                WHEN offense_subclass IN ('lewd_conduct', 'solicitation_buyer', 'solicitation_minor', 'purchasing',
                                          'loitering_purchase', 'brothel', 'public_nuisance') THEN NULL
                ELSE false END AS traded,
           stage <> 'noted' AND NOT protected AS ground
    FROM pairs
)
SELECT n, count(*) FILTER (of_arrest) AS in_arrest,
       count(*) FILTER (theirs AND NOT itself AND same_offense AND stage IN ('cited', 'booked')) AS taken_for_same,
       count(*) FILTER (theirs AND traded) AS traded, count(*) FILTER (theirs AND traded IS NULL) AS traded_unsure,
       count(*) FILTER (theirs AND qualifying) AS accused,
       count(*) FILTER (theirs AND qualifying IS NULL) AS accused_unsure,
       count(*) FILTER (of_ground AND NOT itself AND ground) AS grounds,
       count(*) FILTER (of_ground AND NOT itself AND ground IS NULL) AS grounds_unsure
FROM terms GROUP BY n;

CREATE MACRO within_a_day(agency, reported, agency2, acted) AS
    agency IS NOT DISTINCT FROM agency2 AND coalesce(abs(reported - acted) <= 1, true);

-- Other incidents in which the person charged appears, and their reports.
CREATE TEMP TABLE met AS
-- By birth date and name together: a birth date alone meets nearly everybody.
WITH folded AS (
    SELECT incident_id, birth_date AS born, words_of(name) AS words
    FROM involvements WHERE name IS NOT NULL AND birth_date IN (SELECT born FROM units)
)
SELECT u.n, i.incident_id, u.agency, u.police_date
FROM folded i
JOIN units u ON i.born = u.born AND i.words = u.words AND i.incident_id <> u.incident_id
UNION
SELECT u.n, i.incident_id, u.agency, u.police_date
FROM involvements i
JOIN units u ON i.person_id = u.person_id AND i.incident_id <> u.incident_id;

CREATE TEMP TABLE others AS SELECT DISTINCT incident_id FROM met ANTI JOIN asked USING (incident_id);
INSERT INTO reports FROM reports_of('others');

-- Those of the same agency, within a day of the act, in which the person may have reported a crime.
CREATE TEMP TABLE elsewhere AS
SELECT m.n, m.incident_id
FROM met m
LEFT JOIN reports r USING (incident_id)
WHERE within_a_day(r.agency, r.report_date, m.agency, m.police_date);

CREATE TEMP TABLE places AS SELECT DISTINCT incident_id FROM elsewhere;
CREATE TEMP TABLE people_elsewhere AS FROM people_of('places');
CREATE TEMP TABLE involved_elsewhere AS FROM involved_of('people_elsewhere');
CREATE TEMP TABLE recorded_elsewhere AS FROM recorded_of('places');
CREATE TEMP TABLE involvement_elsewhere AS FROM qualified('involved_elsewhere', 'recorded_elsewhere');

CREATE TEMP TABLE nearby AS
WITH pairs AS (
    SELECT e.n, e.incident_id, i.role, i.qualifying,
           same_elsewhere(u.person_id, u.words, u.born, i.person_id, i.words, i.born) AS same
    FROM elsewhere e JOIN units u USING (n) JOIN involvement_elsewhere i ON i.incident_id = e.incident_id
)
SELECT DISTINCT n FROM (
    SELECT n, incident_id FROM pairs GROUP BY ALL
    HAVING bool_or(coalesce(same, false))
       AND bool_or(coalesce(same AND reporting(role) AND qualifying, true))
);

CREATE TEMP TABLE facts AS
SELECT u.incident_id, u.charge_id, u.offense_class, u.protected,
       CASE WHEN u.police_date < DATE '2017-12-01' THEN false
            WHEN u.police_date BETWEEN DATE '2018-01-11' AND DATE '2019-12-31' THEN true END AS in_force,
       CASE WHEN NOT u.later THEN u.stage IN ('cited', 'booked')
            WHEN u.arrest IS NULL OR b.taken_for_same > 0 THEN false
            WHEN b.in_arrest = 1 THEN true END AS police_act,
       any_of(coalesce(i.reported, 0), coalesce(i.reported_unsure, 0))
           OR CASE WHEN y.n IS NULL THEN false END AS reported_crime,
       any_of(coalesce(i.traded, 0) + b.traded,
              coalesce(i.traded_unsure, 0) + b.traded_unsure
              + CASE WHEN i.surely_there THEN 0 ELSE 1 END) AS sex_trade_involved,
       u.basis IN ('warrant', 'hold') AS on_warrant,
       any_of(b.grounds, b.grounds_unsure) AS other_grounds,
       any_of(coalesce(i.suspected, 0) + b.accused,
              coalesce(i.suspected_unsure, 0) + b.accused_unsure) AS suspect_of_qualifying,
       u.police_date < u.reported AS acted_before_report
FROM units u
JOIN beside b USING (n)
LEFT JOIN by_involvement i USING (n)
LEFT JOIN nearby y USING (n);

CREATE TEMP TABLE findings AS
WITH rules AS (
    SELECT 'SF-P1' AS rule, *,
           in_force AND police_act AND protected AND offense_class = 'sex_trade' AND reported_crime AS required
    FROM facts
    UNION ALL
    SELECT 'SF-P2', *,
           in_force AND police_act AND protected AND offense_class = 'drug' AND reported_crime AND sex_trade_involved
    FROM facts
)
SELECT rule, incident_id, charge_id,
       CASE WHEN required AND NOT on_warrant
                 -- A silent record of other grounds is taken as one that shows them.
                 AND NOT coalesce(other_grounds, true)
                 AND suspect_of_qualifying IS DISTINCT FROM true AND acted_before_report IS DISTINCT FROM true
            THEN 'breach' ELSE 'possible' END AS verdict
FROM rules
WHERE required IS DISTINCT FROM false AND on_warrant IS DISTINCT FROM true
ORDER BY ALL;
