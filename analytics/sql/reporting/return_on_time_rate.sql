-- One observation per return owed that is due (its deadline has passed, or it is there): met when the first
-- version that passed the checks came in by the deadline.
SELECT
    t.unit_code,
    NULL AS staff_id,
    t.month,
    coalesce(CAST(t.first_received_at AS DATE) <= t.due_on, false)::INTEGER AS numerator,
    1 AS denominator,
    t.first_return_id AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN t.first_return_id IS NULL THEN 'missing'
        WHEN CAST(t.first_received_at AS DATE) <= t.due_on THEN 'on_time'
        ELSE 'done_late'
    END AS note
FROM return_timing AS t
WHERE t.first_return_id IS NOT NULL OR t.due_on < $today
