-- One observation per attendance of a central-group member (of that month) at a central-group session.
SELECT
    a.unit_code,
    a.staff_id,
    a.month,
    a.attended::INTEGER AS numerator,
    (NOT a.excused)::INTEGER AS denominator,
    a.return_id,
    a.sheet,
    a.row_no,
    a.status AS note
FROM session_attendance AS a
JOIN staff_month AS s ON s.staff_id = a.staff_id AND s.month = a.month AND s.is_central_group
WHERE a.type = 'central_group'
