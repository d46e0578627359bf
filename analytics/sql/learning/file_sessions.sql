-- One row per held session of the year so far that the person is on the list of, with what became of it.
SELECT
    a.held_on,
    s.title,
    a.type,
    a.hours,
    a.status,
    a.attended,
    a.excused,
    a.made_up_on,
    a.made_up,
    coalesce(a.spoke = 'yes', false) AS spoke
FROM session_attendance AS a
JOIN study_session AS s ON s.session_id = a.session_id
WHERE a.staff_id = $staff_id AND a.month BETWEEN $first_month AND $month
ORDER BY a.held_on, a.session_id
