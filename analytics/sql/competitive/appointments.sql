-- Appointments of the year up to the day, of people in the units whose persons may be seen.
SELECT
    a.staff_id,
    p.unit_code,
    a.decided_on,
    a.post,
    a.post_rank,
    a.type,
    a.exam,
    a.open_competition,
    a.recommendation,
    a.assessment_cited,
    a.publicity_days,
    a.competitive,
    a.exempt
FROM appointment_step AS a
LEFT JOIN staff_month AS p ON p.staff_id = a.staff_id AND p.month = $month
WHERE year(a.decided_on) = $year AND a.decided_on <= $as_of
  AND ($persons IS NULL OR p.unit_code IN (SELECT unnest($persons)))
ORDER BY a.decided_on DESC, a.staff_id
