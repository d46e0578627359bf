-- The last event of a day and of all days before it; 0 when there was none.
SELECT coalesce(max(event_no), 0) AS event_no
FROM event
WHERE recorded_at < CAST($day AS DATE) + INTERVAL 1 DAY;
