-- One observation per person on duty and due fortnight that has ended: met when the person attended, or made
-- up, at least one session held in it of a type that counts (A5: setting collective.session_types, by default every one). A fortnight whose only sessions were missed on leave that is
-- granted (official, statutory, off duty) is taken out; so is one that is not met while a return it needs is
-- missing.
WITH attended AS (
    SELECT
        f.staff_id,
        f.last_day,
        bool_or(a.attended) AS attended,
        bool_or(a.made_up) AS made_up,
        bool_and(a.excused) AS excused,
        max_by(
            {'return_id': a.return_id, 'sheet': a.sheet, 'row_no': a.row_no},
            (a.attended, a.made_up, a.held_on, a.row_no)
        ) AS behind
    FROM staff_fortnight AS f
    JOIN session_attendance AS a ON a.staff_id = f.staff_id AND a.held_on BETWEEN f.first_day AND f.last_day
    WHERE list_contains($collective_session_types, a.type)
    GROUP BY ALL
)
SELECT
    f.unit_code,
    f.staff_id,
    f.month,
    coalesce(a.attended OR a.made_up, false)::INTEGER AS numerator,
    (NOT coalesce(a.excused AND NOT a.made_up, false))::INTEGER AS denominator,
    a.behind.return_id AS return_id,
    a.behind.sheet AS sheet,
    a.behind.row_no AS row_no,
    CASE
        WHEN a.attended THEN 'session_attended'
        WHEN a.made_up THEN 'made_up'
        WHEN a.excused THEN 'excused'
        WHEN a.staff_id IS NULL THEN 'no_session'
        ELSE 'missed'
    END AS note
FROM staff_fortnight AS f
LEFT JOIN attended AS a USING (staff_id, last_day)
WHERE f.on_duty AND f.last_day <= $today AND (f.known OR a.attended OR a.made_up)
