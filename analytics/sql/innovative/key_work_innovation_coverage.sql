-- One observation per month and key work: the four the policy names and those the agency has added (A23: setting
-- key_work.themes), met with a goal on it for the year that
-- has a measure and is not dropped.
WITH covered AS (
    SELECT
        q.month,
        g.theme,
        min_by({'return_id': g.return_id, 'sheet': g.sheet, 'row_no': g.row_no}, g.goal_id) AS behind
    FROM requested AS q
    JOIN goal_as_of AS g USING (month)
    WHERE g.has_measure AND g.stage <> 'dropped' AND g.due_on >= make_date(q.year::INTEGER, 1, 1)
    GROUP BY ALL
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    (c.behind IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    c.behind.return_id AS return_id,
    c.behind.sheet AS sheet,
    c.behind.row_no AS row_no,
    named.theme AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
CROSS JOIN (SELECT unnest($key_work_themes) AS theme) AS named
LEFT JOIN covered AS c ON c.month = q.month AND c.theme = named.theme
