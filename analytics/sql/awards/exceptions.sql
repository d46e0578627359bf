-- The exceptions of an award and year (NULL: of all), with who made them and when. nominee '*': the number of persons.
SELECT o.award, o.year, o.nominee, o.reason, e.recorded_by, e.recorded_at
FROM award_override AS o
JOIN known_event AS e ON e.event_no = o.recorded_no
WHERE ($award IS NULL OR o.award = $award) AND ($year IS NULL OR o.year = $year)
ORDER BY e.recorded_at DESC, o.award, o.nominee
