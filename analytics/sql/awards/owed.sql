-- How many returns each department owes in each whole year.
SELECT unit_code, left(month, 4) AS year, count(*) AS owed
FROM unit_month
WHERE $units IS NULL OR unit_code IN (SELECT unnest($units))
GROUP BY ALL
ORDER BY unit_code, year
