-- The newest publication: its event number, and the latest month that has been published by then; and whether the store
-- is marked as made up.
SELECT
    max(event_no) FILTER (WHERE kind = 'published') AS event_no,
    max(month) FILTER (WHERE kind = 'published') AS last_month,
    count(*) FILTER (WHERE kind = 'demonstration') > 0 AS is_demonstration
FROM event;
