-- What the store holds: the demonstration mark, the moment of the last return or decision, the months of returns, and
-- the day of its first event.
SELECT
    (SELECT count(*) FROM event WHERE kind = 'demonstration'),
    (SELECT max(recorded_at) FROM known_event WHERE kind IN ('submitted', 'accepted', 'sent_back')),
    (SELECT min(month) FROM known_event WHERE kind = 'submitted'),
    (SELECT max(month) FROM known_event WHERE kind = 'submitted'),
    (SELECT CAST(min(recorded_at) AS DATE) FROM event);
