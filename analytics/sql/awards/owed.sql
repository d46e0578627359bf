-- How many returns each department owes in each whole year, known deadline or not.
SELECT u.code AS unit_code, left(m.month, 4) AS year, count(*) AS owed
FROM unit AS u
JOIN calendar_month AS m
  ON u.valid_from <= m.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= m.last_day
WHERE u.must_report AND ($units IS NULL OR u.code IN (SELECT unnest($units)))
GROUP BY ALL
ORDER BY unit_code, year
