-- The last event of a day and all days before it, and the first day on which there was any.
SELECT
    coalesce(max(event_no) FILTER (WHERE recorded_at < CAST($day AS DATE) + INTERVAL 1 DAY), 0) AS event_no,
    CAST(min(recorded_at) AS DATE) AS first_day
FROM event;
