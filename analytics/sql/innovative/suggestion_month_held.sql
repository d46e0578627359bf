-- One observation per month: met when the office has registered the year's suggestion month and at least one
-- suggestion of that channel has come this year by then.
WITH declared_month AS (
    SELECT DISTINCT year::VARCHAR AS year FROM institution WHERE item = 'suggestion_month'
),
came AS (
    SELECT
        q.month,
        min_by({'return_id': s.return_id, 'sheet': s.sheet, 'row_no': s.row_no}, (s.month, s.row_no)) AS behind
    FROM requested AS q
    JOIN all_suggestions AS s ON left(s.month, 4) = q.year AND s.month <= q.month
    WHERE s.channel = 'suggestion_month'
    GROUP BY ALL
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    (d.year IS NOT NULL AND c.behind IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    c.behind.return_id AS return_id,
    c.behind.sheet AS sheet,
    c.behind.row_no AS row_no,
    CASE WHEN d.year IS NULL THEN 'not_registered' WHEN c.behind IS NULL THEN 'no_suggestion' ELSE 'held' END
        AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
LEFT JOIN declared_month AS d USING (year)
LEFT JOIN came AS c USING (month)
