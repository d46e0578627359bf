-- Units without a single return of the year up to the month.
SELECT u.unit_code, NULL AS staff_id, u.month, NULL AS return_id, NULL AS sheet, NULL AS row_no,
       'unit_not_reported' AS note
FROM requested AS q
JOIN unit_month AS u USING (month)
LEFT JOIN reported_so_far AS r USING (unit_code, month)
WHERE r.unit_code IS NULL
