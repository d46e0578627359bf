-- One observation per attendance row; only absence without leave counts.
SELECT
    a.unit_code,
    a.staff_id,
    a.month,
    (a.status = 'unexcused')::INTEGER AS numerator,
    NULL AS denominator,
    a.return_id,
    a.sheet,
    a.row_no,
    a.status AS note
FROM all_study_attendance AS a
