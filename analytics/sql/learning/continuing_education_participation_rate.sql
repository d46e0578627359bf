-- One observation per person on duty whose unit has reported this year: met with any degree study or
-- professional training on a return of the year so far.
WITH course AS (
    SELECT
        q.month,
        c.staff_id,
        min_by({'return_id': c.return_id, 'sheet': c.sheet, 'row_no': c.row_no}, (c.month, c.row_no)) AS behind
    FROM requested AS q
    JOIN all_personal_study AS c ON left(c.month, 4) = q.year AND c.month <= q.month
    WHERE c.course_type IN ('degree_college', 'degree_bachelor', 'degree_postgraduate', 'training')
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
    if(c.behind IS NULL, 'no_course', 'course_begun') AS note
FROM requested AS q
JOIN person_to_judge AS p ON p.month = q.month
LEFT JOIN course AS c ON c.staff_id = p.staff_id AND c.month = p.month
