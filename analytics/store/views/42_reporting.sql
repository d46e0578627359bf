-- return_timing: one row a return owed (unit and month), whether or not it came.
-- due_on           the last day on which it is on time
-- first_*          the first version that passed the checks: return, moment received
-- current_*        the version that counts (newest not sent back): return, version, moment, status, zero_return
-- settled_on       the day the version arrived that settled it: the first one the office accepted, or while none
--                  is accepted the one that counts; NULL = none
-- accepted         the office has accepted a version
-- sent_back_count  times a version was sent back before the first acceptance
CREATE OR REPLACE VIEW return_timing AS
WITH acceptance AS (
    SELECT unit_code, month, min(event_no) AS event_no, min_by(return_id, event_no) AS return_id
    FROM known_event
    WHERE kind = 'accepted'
    GROUP BY ALL
),
sent_back AS (
    SELECT e.unit_code, e.month, count(*)::INTEGER AS sent_back_count
    FROM known_event AS e
    LEFT JOIN acceptance AS a USING (unit_code, month)
    WHERE e.kind = 'sent_back' AND (a.event_no IS NULL OR e.event_no < a.event_no)
    GROUP BY ALL
),
arrived AS (
    SELECT
        v.unit_code,
        v.month,
        min_by(v.return_id, v.version) AS first_return_id,
        min_by(v.received_at, v.version) AS first_received_at,
        any_value(v.received_at) FILTER (WHERE v.return_id = a.return_id) AS accepted_received_at
    FROM return_state AS v
    LEFT JOIN acceptance AS a USING (unit_code, month)
    GROUP BY ALL
)
SELECT
    u.unit_code,
    u.month,
    u.due_on,
    f.first_return_id,
    f.first_received_at,
    c.return_id AS current_return_id,
    c.version AS current_version,
    c.received_at AS current_received_at,
    c.return_status AS current_status,
    c.is_zero_return AS zero_return,
    CAST(coalesce(f.accepted_received_at, c.received_at) AS DATE) AS settled_on,
    f.accepted_received_at IS NOT NULL AS accepted,
    coalesce(s.sent_back_count, 0) AS sent_back_count
FROM unit_month AS u
LEFT JOIN arrived AS f USING (unit_code, month)
LEFT JOIN current_return AS c USING (unit_code, month)
LEFT JOIN sent_back AS s USING (unit_code, month);
