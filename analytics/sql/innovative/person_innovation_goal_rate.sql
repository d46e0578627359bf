-- One observation per cadre on duty whose unit has reported this year: met with a personal goal for the year
-- that has both a goal and a measure and is not dropped.
WITH goal AS (
    SELECT
        q.month,
        g.owner_id,
        min_by({'return_id': g.return_id, 'sheet': g.sheet, 'row_no': g.row_no}, g.goal_id) AS behind
    FROM requested AS q
    JOIN goal_as_of AS g USING (month)
    WHERE g.goal_type = 'personal_goal' AND g.has_measure AND g.stage <> 'dropped'
      AND g.due_on >= make_date(q.year::INTEGER, 1, 1)
    GROUP BY ALL
)
SELECT
    p.unit_code,
    p.staff_id,
    p.month,
    (g.behind IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    g.behind.return_id AS return_id,
    g.behind.sheet AS sheet,
    g.behind.row_no AS row_no,
    if(g.behind IS NULL, 'no_goal', 'goal_set') AS note
FROM requested AS q
JOIN person_to_judge AS p ON p.month = q.month AND p.is_cadre
LEFT JOIN goal AS g ON g.owner_id = p.staff_id AND g.month = p.month
