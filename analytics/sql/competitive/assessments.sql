-- Assessments known by the day, of the year and the year before: departments of the units seen, people of the units
-- whose persons may be seen, by the department they are in at the month's end.
SELECT
    a.subject_kind,
    a.subject,
    coalesce(p.unit_code, a.subject) AS unit_code,
    a.year,
    a.round,
    a.known_on,
    a.duties_score,
    a.civility_score,
    a.key_work_score,
    a.score,
    a.grade
FROM assessment_result AS a
LEFT JOIN staff_month AS p ON a.subject_kind = 'person' AND p.staff_id = a.subject AND p.month = $month
WHERE a.year IN ($year, $year - 1) AND a.known_on <= $as_of
  AND CASE
      WHEN a.subject_kind = 'department' THEN $units IS NULL OR a.subject IN (SELECT unnest($units))
      ELSE p.unit_code IS NOT NULL AND ($persons IS NULL OR p.unit_code IN (SELECT unnest($persons)))
  END
ORDER BY a.year, a.round, a.subject_kind, a.subject
