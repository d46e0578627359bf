-- One observation per matter, in the month its outcome became known (the day of the answer, or of the limit
-- when that came first); an unmet one counts once its limit has passed and never again. A matter withdrawn
-- before its limit and not answered owed nothing.
SELECT
    unit_code,
    NULL AS staff_id,
    strftime(counts_on, '%Y-%m') AS month,
    on_time::INTEGER AS numerator,
    1 AS denominator,
    return_id,
    sheet,
    row_no,
    CASE WHEN on_time THEN 'on_time' WHEN met_on IS NULL THEN 'not_done' ELSE 'done_late' END AS note
FROM case_step
WHERE step = 'first_response' AND (on_time OR counts_on < $today)
