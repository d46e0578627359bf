-- One row per debrief and exam of the person in the year, up to the day.
SELECT type, held_on, status, score, grade, peer_score
FROM exam
WHERE staff_id = $staff_id AND year(held_on) = $year AND held_on <= $today
ORDER BY held_on, type
