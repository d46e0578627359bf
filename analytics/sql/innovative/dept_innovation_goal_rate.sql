-- One observation per department that must report and has reported this year: met with a department goal for
-- the year that has both a goal and a measure and is not dropped.
WITH goal AS (
    SELECT
        q.month,
        g.unit_code,
        min_by({'return_id': g.return_id, 'sheet': g.sheet, 'row_no': g.row_no}, g.goal_id) AS behind
    FROM requested AS q
    JOIN goal_as_of AS g USING (month)
    WHERE g.goal_type = 'dept_goal' AND g.has_measure AND g.stage <> 'dropped'
      AND g.due_on >= make_date(q.year::INTEGER, 1, 1)
    GROUP BY ALL
)
SELECT
    u.code AS unit_code,
    NULL AS staff_id,
    q.month,
    (g.behind IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    g.behind.return_id AS return_id,
    g.behind.sheet AS sheet,
    g.behind.row_no AS row_no,
    if(g.behind IS NULL, 'no_goal', 'goal_set') AS note
FROM requested AS q
JOIN unit AS u
  ON u.must_report AND u.valid_from <= q.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= q.last_day
JOIN reported_so_far AS r ON r.unit_code = u.code AND r.month = q.month
LEFT JOIN goal AS g ON g.unit_code = u.code AND g.month = q.month
