-- One observation per person and exam sat, as it stood at the month's end: met with a score, of the exam or its re-sit,
-- that passes. Exams not marked yet are taken out. A month has its own exams, a year all so far.
WITH sat AS (
    SELECT e.*, unnest(if(e.exam_month = q.month, ['month', 'year'], ['year'])) AS period
    FROM requested AS q
    JOIN exam_as_of AS e ON e.month = q.month AND left(e.exam_month, 4) = q.year
    WHERE e.sat
)
SELECT
    s.unit_code,
    e.staff_id,
    e.month,
    coalesce(e.score >= $exam_pass_score, false)::INTEGER AS numerator,
    (e.score IS NOT NULL)::INTEGER AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN e.score IS NULL THEN 'exam_not_marked'
        WHEN e.score < $exam_pass_score THEN 'exam_failed'
        WHEN e.resit THEN 'exam_passed_again'
        ELSE 'exam_passed'
    END AS note,
    e.period
FROM sat AS e
JOIN staff_month AS s ON s.staff_id = e.staff_id AND s.month = e.exam_month
