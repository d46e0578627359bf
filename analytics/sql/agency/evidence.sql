-- Where rows came from: the stored version and its state, who sent which file when, who accepted it when, and whether
-- that file has been erased since.
WITH accepted AS (
    SELECT return_id, max_by(recorded_by, event_no) AS accepted_by
    FROM known_event
    WHERE kind = 'accepted'
    GROUP BY return_id
),
erased AS (
    SELECT unnest(json_extract_string(detail, '$.sha256s[*]')) AS sha256, recorded_at AS erased_at
    FROM event
    WHERE kind = 'originals_erased'
),
last_received AS (
    SELECT original_sha256, max(received_at) AS last_received_at
    FROM return_version
    GROUP BY ALL
)
SELECT
    s.return_id,
    s.unit_code,
    s.month,
    s.version,
    s.state,
    s.file_name,
    s.original_sha256 AS sha256,
    s.received_at,
    s.received_by,
    if(s.state = 'accepted', s.accepted_at, NULL) AS accepted_at,
    if(s.state = 'accepted', a.accepted_by, NULL) AS accepted_by,
    e.erased_at
FROM return_state AS s
LEFT JOIN accepted AS a USING (return_id)
JOIN last_received AS l USING (original_sha256)
LEFT JOIN (
    -- a file that was sent in again after it had been erased is kept
    SELECT sha256, max(erased_at) AS erased_at
    FROM erased
    GROUP BY sha256
) AS e ON e.sha256 = s.original_sha256 AND e.erased_at > l.last_received_at
WHERE s.return_id IN (SELECT unnest($return_ids)) AND ($units IS NULL OR s.unit_code IN (SELECT unnest($units)));
