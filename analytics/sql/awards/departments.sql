-- The departments that owe a return for the month, in the office's order.
SELECT u.code AS unit_code, u.name_zh, u.name_en
FROM unit AS u
JOIN calendar_month AS m
  ON u.valid_from <= m.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= m.last_day
WHERE m.month = $month AND u.must_report AND ($units IS NULL OR u.code IN (SELECT unnest($units)))
ORDER BY u.position, u.code
