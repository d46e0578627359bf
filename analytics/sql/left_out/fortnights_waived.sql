-- Fortnights that holidays leave too few working days.
SELECT r.unit_code, NULL AS staff_id, f.month, NULL AS return_id, NULL AS sheet, NULL AS row_no,
       'fortnight_waived' AS note
FROM fortnight AS f
JOIN root_unit AS r USING (month)
WHERE NOT f.due AND f.last_day <= $today
