-- One observation per reminder logged.
SELECT
    e.unit_code, NULL AS staff_id, e.month, 1 AS numerator, NULL AS denominator, e.return_id, NULL AS sheet,
    NULL AS row_no, e.kind AS note
FROM known_event AS e
JOIN unit_month AS u USING (unit_code, month)
WHERE e.kind = 'reminded'
