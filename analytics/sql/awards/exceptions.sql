-- The exceptions of an award and year, with who made them and when. nominee '*': the number of persons.
SELECT o.nominee, o.reason, e.recorded_by, e.recorded_at
FROM award_override AS o
JOIN known_event AS e ON e.event_no = o.recorded_no
WHERE o.award = $award AND o.year = $year
