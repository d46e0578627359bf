-- How many people have each grade in each round of the year known by the day.
SELECT a.round, a.grade, count(*)::INTEGER AS people
FROM assessment_result AS a
JOIN staff_month AS p ON p.staff_id = a.subject AND p.month = $month
WHERE a.subject_kind = 'person' AND a.year = $year AND a.known_on <= $as_of AND a.grade IS NOT NULL
GROUP BY ALL
ORDER BY a.round, a.grade
