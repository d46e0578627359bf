-- One observation per suggestion reviewed this year by the month's end, in the department that reported it: met when it
-- was adopted, in whole or in part. Duplicates and withdrawn ones are taken out.
SELECT
    s.unit_code,
    s.staff_id,
    q.month,
    s.adopted::INTEGER AS numerator,
    (s.result NOT IN ('duplicate', 'withdrawn'))::INTEGER AS denominator,
    s.return_id,
    s.sheet,
    s.row_no,
    s.result AS note
FROM requested AS q
JOIN reviewed_suggestion AS s ON year(s.counts_from) = q.year::INTEGER AND s.counts_from <= q.as_of
