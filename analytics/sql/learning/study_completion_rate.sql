-- One observation per attendance row; sick and personal leave made up within the days allowed count as
-- completed. Sick leave that the office takes out of the denominator (A26) is taken out here as well.
SELECT
    a.unit_code,
    a.staff_id,
    a.month,
    (
        a.status IN ('present', 'late', 'left_early')
        OR coalesce(
            (a.status = 'personal_leave' OR (a.status = 'sick_leave' AND $attendance_sick_leave = 'absent'))
            AND a.made_up_on > s.held_on AND a.made_up_on <= s.held_on + $make_up_within_days,
            false
        )
    )::INTEGER AS numerator,
    (
        a.status NOT IN ('official_leave', 'statutory_leave', 'off_duty')
        AND NOT (a.status = 'sick_leave' AND $attendance_sick_leave = 'excused')
    )::INTEGER AS denominator,
    a.return_id,
    a.sheet,
    a.row_no,
    a.status AS note
FROM all_study_attendance AS a
LEFT JOIN study_session AS s USING (session_id)
