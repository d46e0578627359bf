-- One observation per person to be judged and month: met when a single-subject course was finished this year by
-- then (A11: setting course.enrolled_counts; then also one that is under way).
WITH course AS (
    SELECT
        q.month,
        c.staff_id,
        min_by({'return_id': c.return_id, 'sheet': c.sheet, 'row_no': c.row_no}, (c.month, c.row_no)) AS behind
    FROM requested AS q
    JOIN all_personal_study AS c ON left(c.month, 4) = q.year AND c.month <= q.month
    WHERE c.course_type = 'single_subject'
      AND (c.course_status = 'completed' OR ($course_enrolled_counts AND c.course_status = 'enrolled'))
    GROUP BY ALL
)
SELECT
    p.unit_code,
    p.staff_id,
    p.month,
    (c.behind IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    c.behind.return_id AS return_id,
    c.behind.sheet AS sheet,
    c.behind.row_no AS row_no,
    if(c.behind IS NULL, 'no_course', 'course_completed') AS note
FROM requested AS q
JOIN person_to_judge AS p ON p.month = q.month AND p.ranked
LEFT JOIN course AS c ON c.staff_id = p.staff_id AND c.month = p.month
