-- Matters closed that nobody rated, in the month of closing.
SELECT unit_code, NULL AS staff_id, strftime(done_on, '%Y-%m') AS month, return_id, sheet, row_no, 'not_rated' AS note
FROM case_clock
WHERE done_on IS NOT NULL AND coalesce(satisfaction NOT IN ('satisfied', 'basically', 'dissatisfied'), true)
