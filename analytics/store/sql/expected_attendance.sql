-- Who of a unit had to attend which held session of a month: the attendance sheet owes a row for each pair.
SELECT t.session_id, s.staff_id
FROM study_session AS t
JOIN staff_month AS s
  ON s.month = $month
 AND s.from_on <= t.held_on AND s.to_on >= t.held_on
 AND (
     t.attendees = 'staff'
     OR (t.attendees = 'cadre' AND s.is_cadre)
     OR (t.attendees = 'central_group' AND s.is_central_group)
     OR t.attendees = s.unit_code
 )
WHERE s.unit_code = $unit_code AND t.status = 'held' AND strftime(t.held_on, '%Y-%m') = $month
ORDER BY t.held_on, t.session_id, s.position, s.staff_id;
