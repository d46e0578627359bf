-- One observation per accepted version that a newer version has replaced.
SELECT
    v.unit_code, NULL AS staff_id, v.month, 1 AS numerator, NULL AS denominator, v.return_id, NULL AS sheet,
    NULL AS row_no, 'replaced' AS note
FROM return_state AS v
JOIN unit_month AS u USING (unit_code, month)
JOIN current_return AS c USING (unit_code, month)
WHERE v.accepted_at IS NOT NULL AND c.version > v.version
