-- Service brands that were dropped.
SELECT g.unit_code, g.owner_id AS staff_id, g.month, g.return_id, g.sheet, g.row_no, 'goal_dropped' AS note
FROM requested AS q
JOIN goal_as_of AS g USING (month)
WHERE g.goal_type = 'brand' AND g.stage = 'dropped'
