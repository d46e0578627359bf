-- One observation per person and exam they were on the list of, as it stood at the month's end: met when it was sat,
-- then or as a re-sit. Those let off with approval are taken out. A month has its own exams, a year all so far; a person
-- counts in the department of the exam's month.
WITH listed AS (
    SELECT e.*, unnest(if(e.exam_month = q.month, ['month', 'year'], ['year'])) AS period
    FROM requested AS q
    JOIN exam_as_of AS e ON e.month = q.month AND left(e.exam_month, 4) = q.year
)
SELECT
    s.unit_code,
    e.staff_id,
    e.month,
    e.sat::INTEGER AS numerator,
    (NOT e.excused)::INTEGER AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN e.excused THEN 'exam_excused'
        WHEN NOT e.sat THEN 'exam_missed'
        WHEN e.resit THEN 'exam_resat'
        ELSE 'exam_sat'
    END AS note,
    e.period
FROM listed AS e
JOIN staff_month AS s ON s.staff_id = e.staff_id AND s.month = e.exam_month
