-- The last month of the year that has a return and is over on the day; NULL when there is none.
SELECT max(r.month) AS month
FROM current_return AS r
JOIN calendar_month AS m ON m.month = r.month
WHERE left(r.month, 4) = $year::VARCHAR AND m.last_day < $today
