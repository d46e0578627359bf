-- The newest publication: its event number, and the latest month that has been published by then.
SELECT max(event_no) AS event_no, max(month) AS last_month
FROM event
WHERE kind = 'published';
