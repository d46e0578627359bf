-- The year's suggestions up to the month, each once, as first reported. result and implementation: NULL = not reviewed.
-- on_roster: the proposer was on the roster when it came.
SELECT
    s.suggestion_id,
    s.unit_code,
    s.title,
    r.result,
    r.implementation,
    p.staff_id IS NOT NULL AS on_roster
FROM all_suggestions AS s
LEFT JOIN suggestion_review AS r ON r.suggestion_id = s.suggestion_id
LEFT JOIN staff_month AS p ON p.staff_id = s.staff_id AND p.month = s.month
WHERE left(s.month, 4) = left($month, 4) AND s.month <= $month
  AND ($units IS NULL OR s.unit_code IN (SELECT unnest($units)))
QUALIFY row_number() OVER (PARTITION BY s.suggestion_id ORDER BY s.month, s.row_no) = 1
ORDER BY s.suggestion_id
