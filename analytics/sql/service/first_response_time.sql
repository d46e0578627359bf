-- One observation per matter answered, in the month of the answer: working hours from receipt to first
-- response.
SELECT
    unit_code,
    NULL AS staff_id,
    strftime(first_response_at, '%Y-%m') AS month,
    first_response_minutes / 60.0 AS numerator,
    1 AS denominator,
    return_id,
    sheet,
    row_no,
    'answered' AS note
FROM case_clock
WHERE first_response_minutes IS NOT NULL
