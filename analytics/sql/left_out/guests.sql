-- Attendances at central-group sessions of people who are no members (of that month).
SELECT a.unit_code, a.staff_id, a.month, a.return_id, a.sheet, a.row_no, 'not_a_member' AS note
FROM session_attendance AS a
LEFT JOIN staff_month AS s ON s.staff_id = a.staff_id AND s.month = a.month AND s.is_central_group
WHERE a.type = 'central_group' AND s.staff_id IS NULL
