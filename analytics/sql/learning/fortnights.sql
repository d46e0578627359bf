-- One row per fortnight that ends in the months, with the sessions held in it.
SELECT
    f.month,
    f.first_day,
    f.last_day,
    f.workdays,
    f.due,
    f.last_day <= $today AS ended,
    count(s.session_id) FILTER (WHERE s.type = 'cadre_theory') AS cadre_sessions,
    count(s.session_id) AS sessions
FROM fortnight AS f
LEFT JOIN study_session AS s ON s.status = 'held' AND s.held_on BETWEEN f.first_day AND f.last_day
WHERE f.month IN (SELECT unnest($months))
GROUP BY ALL
ORDER BY f.first_day
