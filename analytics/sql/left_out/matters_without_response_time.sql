-- Matters without the time of a first response, in the month they were received.
SELECT unit_code, NULL AS staff_id, strftime(received_on, '%Y-%m') AS month, return_id, sheet, row_no,
       'no_response_time' AS note
FROM case_clock
WHERE first_response_minutes IS NULL
