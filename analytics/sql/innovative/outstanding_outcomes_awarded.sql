-- One observation per outcome first reported as awarded this year.
SELECT
    g.unit_code,
    NULL AS staff_id,
    g.month,
    1 AS numerator,
    NULL AS denominator,
    g.return_id,
    g.sheet,
    g.row_no,
    g.stage AS note
FROM requested AS q
JOIN goal_as_of AS g USING (month)
WHERE g.goal_type = 'outcome' AND left(g.awarded_in, 4) = q.year
