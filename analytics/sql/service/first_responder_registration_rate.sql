-- One observation per matter, in the month it was received: met when the first responder named is on the roster
-- then. Quick answers of the call centre have no row of their own and do not count.
SELECT
    c.unit_code,
    NULL AS staff_id,
    strftime(c.received_on, '%Y-%m') AS month,
    (s.staff_id IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    c.return_id,
    c.sheet,
    c.row_no,
    if(s.staff_id IS NULL, 'responder_unknown', 'responder_named') AS note
FROM case_clock AS c
LEFT JOIN staff_month AS s ON s.staff_id = c.first_responder_id AND s.month = strftime(c.received_on, '%Y-%m')
