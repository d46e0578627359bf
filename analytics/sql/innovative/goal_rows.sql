-- One row per goal or outcome of the year as known from the returns up to the month. overdue: due by now, not finished.
SELECT
    g.unit_code,
    g.goal_id,
    g.goal_type,
    g.title,
    g.theme,
    if($persons IS NULL OR g.unit_code IN (SELECT unnest($persons)), g.owner_id, NULL) AS owner_id,
    g.measure,
    g.due_on,
    g.stage,
    g.progress,
    g.stage_on,
    g.promotion_level,
    g.evidence,
    g.finished,
    NOT g.finished AND g.stage <> 'dropped' AND g.due_on <= least(m.last_day, $today) AS overdue,
    g.declared_in,
    g.awarded_in,
    g.reported_in,
    g.return_id,
    g.row_no
FROM goal_as_of AS g
JOIN calendar_month AS m USING (month)
WHERE g.month = $month
  AND (g.due_on >= make_date($year, 1, 1) OR left(g.reported_in, 4) = $year::VARCHAR)
  AND ($units IS NULL OR g.unit_code IN (SELECT unnest($units)))
ORDER BY g.unit_code, g.goal_type, g.goal_id
