-- Every member of the leadership on duty in the month, and on how many days of its quarter up to then they received
-- visitors themselves, whoever the day was planned for (A15: each leader at least once a quarter).
SELECT
    s.staff_id,
    count(DISTINCT d.held_on)::INTEGER AS days
FROM staff_month AS s
LEFT JOIN reception_day AS d
  ON coalesce(d.actual_leader_id, d.planned_leader_id) = s.staff_id
 AND d.status IN ('held', 'stand_in')
 AND d.held_on BETWEEN $first_day AND $last_day
WHERE s.month = $month AND s.is_leadership AND s.on_duty
  AND ($units IS NULL OR s.unit_code IN (SELECT unnest($units)))
GROUP BY s.staff_id
ORDER BY s.staff_id
