-- How many of the year's appointments that have to go through exam, open competition and democratic recommendation went
-- through each of them, up to a day.
SELECT
    count(*) FILTER (WHERE a.exam) AS exam,
    count(*) FILTER (WHERE a.open_competition) AS open_competition,
    count(*) FILTER (WHERE a.recommendation) AS recommendation,
    count(*) AS appointments
FROM appointment_step AS a
WHERE a.competitive AND year(a.decided_on) = $year AND a.decided_on <= $as_of
