-- One observation per return owed that is due: working days between the deadline and the day the version came
-- in that the office accepted (while it has accepted none: the version that counts); with neither, up to today.
SELECT
    t.unit_code,
    NULL AS staff_id,
    t.month,
    greatest(came.workday_no - due.workday_no, 0) AS numerator,
    NULL AS denominator,
    t.current_return_id AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN t.settled_on IS NULL THEN 'missing' WHEN t.settled_on <= t.due_on THEN 'on_time' ELSE 'done_late'
    END AS note
FROM return_timing AS t
JOIN calendar AS due ON due.day = t.due_on
JOIN calendar AS came ON came.day = coalesce(t.settled_on, $today)
WHERE t.first_return_id IS NOT NULL OR t.due_on < $today
