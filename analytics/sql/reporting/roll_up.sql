-- One row per agency and month: how the returns owed by it and everything below it stand (states of reporting/board.sql).
WITH owed AS (
    /* include reporting/board.sql */
)
SELECT
    a.ancestor_code AS unit_code,
    o.month,
    count(*)::INTEGER AS owed,
    count(*) FILTER (WHERE o.state = 'on_time')::INTEGER AS on_time,
    count(*) FILTER (WHERE o.state = 'zero')::INTEGER AS zero,
    count(*) FILTER (WHERE o.state = 'late')::INTEGER AS late,
    count(*) FILTER (WHERE o.state = 'sent_back')::INTEGER AS sent_back,
    count(*) FILTER (WHERE o.state = 'missing')::INTEGER AS missing,
    count(*) FILTER (WHERE o.state = 'not_due')::INTEGER AS not_due,
    coalesce(sum(o.days_late), 0)::INTEGER AS days_late
FROM owed AS o
JOIN unit_ancestor AS a USING (unit_code)
WHERE a.ancestor_kind = 'agency' AND ($units IS NULL OR a.ancestor_code IN (SELECT unnest($units)))
GROUP BY a.ancestor_code, o.month
ORDER BY o.month, min(a.level) DESC, a.ancestor_code;
