-- One row per month of the year so far in which the person is on the roster: own study and sessions (hours; NULL = no
-- return), working days on duty, and the notes sent with the month's return.
WITH asked AS (
    SELECT s.month, s.unit_code, s.workdays_on_duty
    FROM staff_month AS s
    WHERE s.staff_id = $staff_id AND s.month BETWEEN $first_month AND $month
),
hours AS (
    SELECT
        month,
        coalesce(sum(hours) FILTER (WHERE note = 'self_study'), 0) AS own_hours,
        coalesce(sum(hours) FILTER (WHERE note = 'session_attended'), 0) AS session_hours
    FROM study_time
    WHERE staff_id = $staff_id AND month BETWEEN $first_month AND $month
    GROUP BY ALL
),
written AS (
    SELECT month, note_title AS title, note_type, note_date, row_no
    FROM all_personal_study
    WHERE staff_id = $staff_id AND month BETWEEN $first_month AND $month
      AND note_date IS NOT NULL AND coalesce(note_title, '') <> $note_unfinished_title
),
notes AS (
    SELECT
        month,
        list({'title': title, 'note_type': note_type, 'note_date': note_date} ORDER BY note_date, row_no) AS notes
    FROM written
    GROUP BY ALL
)
SELECT
    q.month,
    q.workdays_on_duty,
    r.month IS NOT NULL AS reported,
    if(r.month IS NULL, NULL, coalesce(h.own_hours, 0)) AS own_hours,
    if(r.month IS NULL, NULL, coalesce(h.session_hours, 0)) AS session_hours,
    coalesce(n.notes, []) AS notes
FROM asked AS q
LEFT JOIN current_return AS r ON r.unit_code = q.unit_code AND r.month = q.month
LEFT JOIN hours AS h ON h.month = q.month
LEFT JOIN notes AS n ON n.month = q.month
ORDER BY q.month
