-- One observation per attendance row of an exchange or central-group session, counted when the person spoke,
-- and one of zero per person and on-duty month, so that those who have not spoken are seen.
SELECT
    a.unit_code,
    a.staff_id,
    a.month,
    (a.spoke IS NOT DISTINCT FROM 'yes')::INTEGER AS numerator,
    NULL AS denominator,
    a.return_id,
    a.sheet,
    a.row_no,
    if(a.spoke = 'yes', 'spoke', 'did_not_speak') AS note
FROM session_attendance AS a
WHERE a.type IN ('exchange', 'central_group')
UNION ALL
SELECT unit_code, staff_id, month, 0, NULL, NULL, NULL, NULL, 'on_duty'
FROM staff_month
WHERE on_duty
