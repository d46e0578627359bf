-- Months that a unit owes a return for and has not reported: unknown, never a zero.
SELECT u.unit_code, NULL AS staff_id, u.month, NULL AS return_id, NULL AS sheet, NULL AS row_no,
       'month_not_reported' AS note
FROM unit_month AS u
LEFT JOIN current_return AS r USING (unit_code, month)
WHERE r.return_id IS NULL AND u.first_day <= $today
