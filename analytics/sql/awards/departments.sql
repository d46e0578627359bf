-- The departments that owe a return for the month, in the office's order.
SELECT u.unit_code, d.name_zh, d.name_en
FROM unit_month AS u
JOIN unit AS d ON d.code = u.unit_code
 AND d.valid_from <= u.last_day AND coalesce(d.valid_to, DATE '9999-12-31') >= u.last_day
WHERE u.month = $month AND ($units IS NULL OR u.unit_code IN (SELECT unnest($units)))
ORDER BY u.position, u.unit_code
