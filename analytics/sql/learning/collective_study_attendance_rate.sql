-- One observation per attendance row. Official and statutory leave and off duty leave the denominator; so does sick
-- leave where the office reads it so (A26: setting attendance.sick_leave).
SELECT
    a.unit_code,
    a.staff_id,
    a.month,
    (a.status IN ('present', 'late', 'left_early'))::INTEGER AS numerator,
    (
        a.status NOT IN ('official_leave', 'statutory_leave', 'off_duty')
        AND NOT (a.status = 'sick_leave' AND $attendance_sick_leave = 'excused')
    )::INTEGER AS denominator,
    a.return_id,
    a.sheet,
    a.row_no,
    a.status AS note
FROM all_study_attendance AS a
