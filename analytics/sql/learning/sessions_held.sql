-- One row per session of the months with its attendance as reported so far; NULL counts: no return names the session.
SELECT
    s.session_id,
    s.held_on,
    strftime(s.held_on, '%Y-%m') AS month,
    s.type,
    s.form,
    s.content,
    s.title,
    s.hours,
    s.attendees,
    s.status,
    c.attended,
    c.due,
    c.rows_reported
FROM study_session AS s
LEFT JOIN (
    SELECT
        session_id,
        count(*) FILTER (WHERE attended) AS attended,
        count(*) FILTER (WHERE NOT excused) AS due,
        count(*) AS rows_reported
    FROM session_attendance
    WHERE $units IS NULL OR unit_code IN (SELECT unnest($units))
    GROUP BY session_id
) AS c USING (session_id)
WHERE strftime(s.held_on, '%Y-%m') IN (SELECT unnest($months))
ORDER BY s.held_on, s.session_id
