-- closing: one row an agency, month and closed_as (approved | locked): the last word on the month is that the agency
-- answers for every return below, or that it was locked; when, by whom, and by which event.
CREATE OR REPLACE VIEW closing AS
WITH said AS (
    SELECT *, if(kind = 'locked', 'locked', 'approved') AS closed_as
    FROM known_event
    WHERE kind IN ('approved', 'approval_withdrawn', 'locked')
)
SELECT
    unit_code,
    month,
    closed_as,
    max(event_no) AS event_no,
    max_by(recorded_at, event_no) AS recorded_at,
    max_by(recorded_by, event_no) AS recorded_by
FROM said
GROUP BY unit_code, month, closed_as
HAVING max_by(kind, event_no) <> 'approval_withdrawn';

-- unlocked_month: one row a unit and month unlocked for a reason, until a return sent in after that is accepted.
CREATE OR REPLACE VIEW unlocked_month AS
WITH unlocked AS (
    SELECT
        unit_code,
        month,
        max(event_no) AS event_no,
        max_by(recorded_at, event_no) AS recorded_at,
        max_by(recorded_by, event_no) AS recorded_by,
        max_by(reason, event_no) AS reason
    FROM known_event
    WHERE kind = 'unlocked'
    GROUP BY unit_code, month
),
settled AS (
    SELECT DISTINCT u.unit_code, u.month
    FROM unlocked AS u
    JOIN known_event AS sent
      ON sent.kind = 'submitted' AND sent.unit_code = u.unit_code AND sent.month = u.month
     AND sent.event_no > u.event_no
    JOIN known_event AS taken ON taken.kind = 'accepted' AND taken.return_id = sent.return_id
)
SELECT * FROM unlocked ANTI JOIN settled USING (unit_code, month);

-- closed_month: one row a unit and month whose return may not change now: closed_as locked | approved, by which agency
-- above it (or itself), when and by whom. A unit that was unlocked after it was closed is not among them.
CREATE OR REPLACE VIEW closed_month AS
SELECT
    a.unit_code,
    c.month,
    c.closed_as,
    c.unit_code AS closed_by_unit,
    c.recorded_at AS closed_at,
    c.recorded_by AS closed_by
FROM closing AS c
JOIN unit_ancestor AS a ON a.ancestor_code = c.unit_code
LEFT JOIN unlocked_month AS u ON u.unit_code = a.unit_code AND u.month = c.month
WHERE u.event_no IS NULL OR u.event_no < c.event_no
QUALIFY row_number() OVER (
    PARTITION BY a.unit_code, c.month ORDER BY c.closed_as = 'locked' DESC, a.level
) = 1;

-- approval_gap: one row an agency, month and unit below it (or itself) that keeps the agency from approving the month.
-- why: not_received | sent_back | waiting (for review) | unlocked | not_approved (an agency below).
CREATE OR REPLACE VIEW approval_gap AS
WITH standing AS (
    SELECT
        u.unit_code,
        u.month,
        CASE
            WHEN o.unit_code IS NOT NULL THEN 'unlocked'
            WHEN c.return_status = 'accepted' THEN 'accepted'
            WHEN c.return_status = 'provisional' THEN 'waiting'
            WHEN s.unit_code IS NOT NULL THEN 'sent_back'
            ELSE 'not_received'
        END AS why
    FROM unit_month AS u
    LEFT JOIN current_return AS c USING (unit_code, month)
    LEFT JOIN unlocked_month AS o USING (unit_code, month)
    LEFT JOIN (SELECT DISTINCT unit_code, month FROM return_state) AS s USING (unit_code, month)
),
agency_month AS (
    SELECT DISTINCT a.ancestor_code AS unit_code, u.month
    FROM unit_month AS u
    JOIN unit_ancestor AS a USING (unit_code)
    WHERE a.ancestor_kind = 'agency'
)
SELECT a.ancestor_code AS unit_code, s.month, s.unit_code AS missing_code, s.why
FROM standing AS s
JOIN unit_ancestor AS a USING (unit_code)
WHERE s.why <> 'accepted' AND a.ancestor_kind = 'agency'
UNION ALL
SELECT a.ancestor_code, m.month, m.unit_code, 'not_approved'
FROM agency_month AS m
JOIN unit_ancestor AS a ON a.unit_code = m.unit_code AND a.level > 0
LEFT JOIN closing AS p ON p.unit_code = m.unit_code AND p.month = m.month AND p.closed_as = 'approved'
WHERE p.unit_code IS NULL;

-- return_stage: one row a return owed: where it stands on its way. stage: not_received | submitted | returned |
-- accepted | corrected (accepted, in place of one accepted before) | locked. sent_back_no = the event that sent the
-- newest version back, with its cells; NULL unless returned.
CREATE OR REPLACE VIEW return_stage AS
WITH newest AS (
    SELECT
        unit_code,
        month,
        max_by(state, version) AS state,
        max_by(return_id, version) AS return_id,
        count(*) FILTER (WHERE accepted_at IS NOT NULL) AS accepted_count
    FROM return_state
    GROUP BY unit_code, month
),
sent_back AS (
    SELECT return_id, max(event_no) AS event_no
    FROM known_event
    WHERE kind = 'sent_back'
    GROUP BY return_id
)
SELECT
    u.unit_code,
    u.month,
    CASE
        WHEN n.state IS NULL THEN 'not_received'
        WHEN n.state = 'submitted' THEN 'submitted'
        WHEN n.state = 'sent_back' THEN 'returned'
        WHEN c.closed_as = 'locked' THEN 'locked'
        WHEN n.accepted_count > 1 THEN 'corrected'
        ELSE 'accepted'
    END AS stage,
    n.return_id AS newest_return_id,
    b.event_no AS sent_back_no,
    c.closed_as,
    c.closed_by_unit,
    o.reason AS unlock_reason
FROM unit_month AS u
LEFT JOIN newest AS n USING (unit_code, month)
LEFT JOIN closed_month AS c USING (unit_code, month)
LEFT JOIN unlocked_month AS o USING (unit_code, month)
LEFT JOIN sent_back AS b ON b.return_id = n.return_id AND n.state = 'sent_back';
