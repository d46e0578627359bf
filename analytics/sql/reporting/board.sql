-- One row per return owed: what has become of it by $today.
WITH logged AS (
    SELECT
        unit_code,
        month,
        count(*) FILTER (WHERE kind = 'reminded') AS reminders,
        max(recorded_at) FILTER (WHERE kind = 'reminded') AS reminded_at,
        count(*) FILTER (WHERE kind = 'refused') AS refusals
    FROM known_event
    WHERE kind IN ('reminded', 'refused')
    GROUP BY ALL
)
SELECT
    t.unit_code,
    t.month,
    t.due_on,
    CASE
        WHEN t.first_return_id IS NULL AND t.due_on < $today THEN 'missing'
        WHEN t.first_return_id IS NULL THEN 'not_due'
        WHEN t.current_return_id IS NULL THEN 'sent_back'
        WHEN CAST(t.first_received_at AS DATE) > t.due_on THEN 'late'
        WHEN t.zero_return THEN 'zero'
        ELSE 'on_time'
    END AS state,
    CASE
        WHEN t.first_return_id IS NOT NULL OR t.due_on < $today
        THEN greatest(came.workday_no - due.workday_no, 0)::INTEGER
    END AS days_late,
    t.current_version AS version,
    t.current_return_id AS return_id,
    t.current_status AS status,
    t.first_received_at,
    t.current_received_at AS received_at,
    t.zero_return,
    t.sent_back_count,
    coalesce(l.refusals, 0)::INTEGER AS refusals,
    coalesce(l.reminders, 0)::INTEGER AS reminders,
    l.reminded_at,
    s.stage,
    s.closed_as,
    s.unlock_reason
FROM return_timing AS t
JOIN unit AS u
  ON u.code = t.unit_code
 AND last_day(CAST(t.month || '-01' AS DATE)) BETWEEN u.valid_from AND coalesce(u.valid_to, DATE '9999-12-31')
JOIN calendar AS due ON due.day = t.due_on
JOIN calendar AS came ON came.day = coalesce(t.settled_on, $today)
JOIN return_stage AS s ON s.unit_code = t.unit_code AND s.month = t.month
LEFT JOIN logged AS l ON l.unit_code = t.unit_code AND l.month = t.month
WHERE t.month IN (SELECT unnest($months)) AND ($units IS NULL OR t.unit_code IN (SELECT unnest($units)))
ORDER BY t.month, u.position, t.unit_code;
