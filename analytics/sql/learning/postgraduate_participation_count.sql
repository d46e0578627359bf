-- One observation per person on duty who is studying for, or this year finished, a postgraduate degree: by the
-- returns of the year so far or by the roster.
WITH course AS (
    SELECT
        q.month,
        c.staff_id,
        min_by({'return_id': c.return_id, 'sheet': c.sheet, 'row_no': c.row_no}, (c.month, c.row_no)) AS behind
    FROM requested AS q
    JOIN all_personal_study AS c ON left(c.month, 4) = q.year AND c.month <= q.month
    WHERE c.course_type = 'degree_postgraduate' AND c.course_status IN ('enrolled', 'completed')
    GROUP BY ALL
)
SELECT
    s.unit_code,
    s.staff_id,
    s.month,
    1 AS numerator,
    NULL AS denominator,
    c.behind.return_id AS return_id,
    c.behind.sheet AS sheet,
    c.behind.row_no AS row_no,
    if(c.behind IS NULL, 'studying_by_roster', 'course_begun') AS note
FROM requested AS q
JOIN staff_month AS s ON s.month = q.month AND s.on_duty
LEFT JOIN course AS c ON c.staff_id = s.staff_id AND c.month = s.month
WHERE c.behind IS NOT NULL OR s.degree_in_progress = 'degree_postgraduate'
