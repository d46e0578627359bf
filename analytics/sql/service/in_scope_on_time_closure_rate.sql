-- One observation per in-scope matter, in the month its outcome became known (the day it was closed, or its
-- limit when that came first); an unmet one counts once its limit has passed and never again. An extension
-- approved before the limit moves it; a matter withdrawn before its limit owed nothing.
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
WHERE step = 'closure' AND (on_time OR counts_on < $today)
