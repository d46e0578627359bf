-- One observation per person and exam sat and marked, as it stood at the month's end: its score of 100; a re-sit counts
-- when it is better, and at most the set number. A month has its own exams, a year all so far.
WITH marked AS (
    SELECT e.*, unnest(if(e.exam_month = q.month, ['month', 'year'], ['year'])) AS period
    FROM requested AS q
    JOIN exam_as_of AS e ON e.month = q.month AND left(e.exam_month, 4) = q.year
    WHERE e.score IS NOT NULL
)
SELECT
    s.unit_code,
    e.staff_id,
    e.month,
    e.score AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(e.resit, 'exam_resat', 'exam_sat') AS note,
    e.period
FROM marked AS e
JOIN staff_month AS s ON s.staff_id = e.staff_id AND s.month = e.exam_month
