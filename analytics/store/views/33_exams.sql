-- exam_sitting: one row per entry of an exam (考学) in the register. exam_on = the day of the exam it belongs to: a
-- re-sit (补考) belongs to the person's exam before it. sat = taken, then or as a re-sit. counted_score = what its score
-- counts for: of a re-sit at most the set number; NULL = not sat or not marked yet.
CREATE OR REPLACE VIEW exam_sitting AS
SELECT
    staff_id,
    held_on,
    status,
    coalesce(
        max(CASE WHEN status <> 'resit' THEN held_on END) OVER earlier,
        min(held_on) OVER (PARTITION BY staff_id)
    ) AS exam_on,
    status IN ('taken', 'resit') AS sat,
    CASE
        WHEN status = 'resit' AND score > most.value THEN most.value
        WHEN status IN ('taken', 'resit') THEN score
    END AS counted_score
FROM exam
CROSS JOIN (SELECT value::DOUBLE AS value FROM setting WHERE name = 'exam_resit_counts_at_most') AS most
WHERE type = 'exam'
WINDOW earlier AS (PARTITION BY staff_id ORDER BY held_on ROWS UNBOUNDED PRECEDING);

-- exam_as_of: every exam a person was on the list of, as it stood at each month's end: one row per month, person and
-- exam. excused = let off with approval, and not sat since. score = the better of the first sitting and the re-sits,
-- NULL = not sat or not marked. resit = sat only, or better, as a re-sit.
CREATE OR REPLACE VIEW exam_as_of AS
SELECT
    m.month,
    s.staff_id,
    s.exam_on,
    strftime(s.exam_on, '%Y-%m') AS exam_month,
    bool_or(s.sat) AS sat,
    bool_or(s.status = 'excused') AND NOT bool_or(s.sat) AS excused,
    max(s.counted_score) AS score,
    coalesce(arg_max(s.status, s.counted_score) = 'resit', bool_or(s.status = 'resit')) AS resit
FROM calendar_month AS m
JOIN exam_sitting AS s ON s.held_on <= m.last_day
GROUP BY ALL;
