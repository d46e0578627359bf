-- The register's rows of an award and year.
SELECT * EXCLUDE (recorded_no) FROM award WHERE award = $award AND year = $year
