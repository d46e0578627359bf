-- One observation per due fortnight that has ended, in the month it ends: met when at least one agency cadre
-- session was held in it. Department sessions do not count here.
SELECT
    r.unit_code,
    NULL AS staff_id,
    f.month,
    (count(s.session_id) > 0)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(count(s.session_id) > 0, 'session_held', 'no_session') AS note
FROM fortnight AS f
JOIN root_unit AS r USING (month)
LEFT JOIN study_session AS s
  ON s.type = 'cadre_theory' AND s.status = 'held' AND s.held_on BETWEEN f.first_day AND f.last_day
WHERE f.due AND f.last_day <= $today
GROUP BY r.unit_code, f.month, f.first_day
