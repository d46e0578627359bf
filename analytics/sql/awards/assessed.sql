-- How many people the year's assessment is owed for, as seen at the end of the month.
SELECT count(*) AS people
FROM assessment_due
WHERE month = $month AND round = 'year' AND subject_kind = 'person'
