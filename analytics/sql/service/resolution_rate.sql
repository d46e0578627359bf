-- One observation per in-scope request or complaint closed, in the month of closing: met when it was resolved.
SELECT
    unit_code,
    NULL AS staff_id,
    strftime(done_on, '%Y-%m') AS month,
    coalesce(result = 'resolved', false)::INTEGER AS numerator,
    1 AS denominator,
    return_id,
    sheet,
    row_no,
    coalesce(result, 'no_result') AS note
FROM case_clock
WHERE done_on IS NOT NULL AND jurisdiction = 'in_scope' AND matter_type IN ('request', 'complaint')
