-- One observation per month: met when at least one central-group session was held in it. A second session in
-- the same month does not cover the next. The month in progress counts once it is met.
WITH held AS (
    SELECT strftime(held_on, '%Y-%m') AS month, count(*) AS sessions
    FROM study_session
    WHERE type = 'central_group' AND status = 'held' AND held_on <= $today
    GROUP BY ALL
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    m.month,
    (h.sessions IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(h.sessions IS NULL, 'no_session', 'session_held') AS note
FROM calendar_month AS m
JOIN root_unit AS r USING (month)
LEFT JOIN held AS h USING (month)
WHERE m.last_day <= $today OR h.sessions IS NOT NULL
