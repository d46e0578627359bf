-- What the store holds: the demonstration mark, the moment of the last return or decision, the months of returns,
-- the day of its first event, and when each month's returns are due.
SELECT
    (SELECT count(*) FROM event WHERE kind = 'demonstration'),
    (SELECT max(recorded_at) FROM known_event WHERE kind IN ('submitted', 'accepted', 'sent_back')),
    (SELECT min(month) FROM known_event WHERE kind = 'submitted'),
    (SELECT max(month) FROM known_event WHERE kind = 'submitted'),
    (SELECT CAST(min(recorded_at) AS DATE) FROM event),
    (SELECT list({'month': month, 'due_on': due_on}) FROM deadline);
