-- One observation per matter brought to a leader's reception day, in the month its outcome became known (the
-- day it was settled, or its limit); an unmet one counts once its limit has passed and never again. In scope it
-- is settled when closed, out of scope when referred.
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
WHERE channel = 'reception_day' AND step IN ('closure', 'referral') AND (on_time OR counts_on < $today)
