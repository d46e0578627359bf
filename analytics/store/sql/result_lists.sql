-- Every announced list of learning results, the newest first. published_on and published_by: NULL = not published.
SELECT
    l.list_no,
    l.year,
    l.version,
    l.computed_no,
    l.announced_on,
    e.recorded_by AS announced_by,
    e.reason,
    l.objection_days,
    l.objections_until,
    l.weights,
    f.recorded_at AS published_at,
    f.recorded_by AS published_by
FROM result_list AS l
JOIN event AS e ON e.event_no = l.list_no
LEFT JOIN result_publication AS p ON p.list_no = l.list_no
LEFT JOIN event AS f ON f.event_no = p.published_no
WHERE $year IS NULL OR l.year = $year
ORDER BY l.year DESC, l.version DESC
