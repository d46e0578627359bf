-- What a figure of an indicator leaves out; evidence.py puts the indicator's lists (sql/left_out) in place.
WITH requested AS (
    SELECT m.month, m.first_day, m.last_day, left(m.month, 4) AS year, least(m.last_day, $today) AS as_of
    FROM calendar_month AS m
    WHERE m.month = $month
),
left_out AS (
    /* left out */
)
SELECT *
FROM left_out AS o
WHERE o.month BETWEEN $first_month AND $month
  AND ($units IS NULL OR o.unit_code IN (SELECT unnest($units)))
  AND ($unit_code IS NULL OR o.unit_code IN (SELECT unit_code FROM unit_ancestor WHERE ancestor_code = $unit_code))
ORDER BY o.note, o.month, o.unit_code, o.staff_id, o.return_id, o.row_no;
