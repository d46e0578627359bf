-- One observation per return owed that is due (its deadline has passed, or it is there): met when a version of
-- it counts, that is, came in and was not sent back.
SELECT
    t.unit_code,
    NULL AS staff_id,
    t.month,
    (t.current_return_id IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    t.current_return_id AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN t.current_return_id IS NOT NULL THEN 'received'
        WHEN t.first_return_id IS NOT NULL THEN 'sent_back'
        ELSE 'missing'
    END AS note
FROM return_timing AS t
WHERE t.first_return_id IS NOT NULL OR t.due_on < $today
