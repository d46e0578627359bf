-- Matters withdrawn by the end of the requested month, in the month they were received.
SELECT c.unit_code, NULL AS staff_id, strftime(c.received_on, '%Y-%m') AS month, c.return_id, c.sheet, c.row_no,
       'matter_withdrawn' AS note
FROM requested AS q
JOIN case_clock AS c ON c.withdrawn_on <= q.as_of AND c.received_on <= q.as_of
