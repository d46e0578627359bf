-- return_state: one row a stored version. state: submitted (provisional) | accepted | sent_back.
CREATE OR REPLACE VIEW return_state AS
WITH decided AS (
    SELECT
        return_id,
        max_by(kind, event_no) AS kind,
        max(recorded_at) FILTER (WHERE kind = 'accepted') AS accepted_at,
        count(*) FILTER (WHERE kind = 'sent_back') AS sent_back_count,
        arg_max_null(reason, event_no) AS reason   -- of the last event: an acceptance has none
    FROM known_event
    WHERE kind IN ('submitted', 'accepted', 'sent_back')
    GROUP BY return_id
)
SELECT v.*, d.kind AS state, d.accepted_at, d.sent_back_count, d.reason AS state_reason
FROM return_version AS v
JOIN decided AS d USING (return_id);

-- current_return: the version that counts for each unit and month: the newest one that was not sent back.
-- return_status: provisional until the office has accepted it.
CREATE OR REPLACE VIEW current_return AS
SELECT
    * EXCLUDE (state),
    CASE state WHEN 'accepted' THEN 'accepted' ELSE 'provisional' END AS return_status
FROM return_state
WHERE state <> 'sent_back'
QUALIFY row_number() OVER (PARTITION BY unit_code, month ORDER BY version DESC) = 1;

-- unit_month: every unit and month for which a return is owed (whether or not it came), with its deadline. A unit that
-- was exempted in writing owes none.
CREATE OR REPLACE VIEW unit_month AS
SELECT u.code AS unit_code, m.month, m.first_day, m.last_day, d.due_on, u.has_window, u.parent_code, u.position
FROM unit AS u
JOIN calendar_month AS m
  ON u.valid_from <= m.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= m.last_day
JOIN deadline AS d USING (month)
ANTI JOIN return_exemption AS e ON e.unit_code = u.code AND e.month = m.month
WHERE u.must_report;

-- unit_ancestor: each unit with itself and every unit above it; what roll-ups sum over. level = 0 for itself.
-- A unit that moved counts, with its whole past, where it stands in its latest version: never under two parents.
CREATE OR REPLACE VIEW unit_ancestor AS
WITH RECURSIVE placed AS (
    SELECT code, arg_max_null(parent_code, valid_from) AS parent_code, max_by(kind, valid_from) AS kind
    FROM unit
    GROUP BY code
),
climbed AS (
    SELECT code AS unit_code, code AS ancestor_code, 0 AS level FROM placed
    UNION
    SELECT c.unit_code, u.parent_code, c.level + 1
    FROM climbed AS c
    JOIN placed AS u ON u.code = c.ancestor_code
    WHERE u.parent_code IS NOT NULL
)
SELECT c.unit_code, c.ancestor_code, c.level, u.kind AS ancestor_kind
FROM climbed AS c
JOIN placed AS u ON u.code = c.ancestor_code;

-- takeover: who answers for what a closed department left unfinished: one row a closed department and department
-- that has taken over from it, directly or through others that were closed later. It does so for the months from
-- from_month until before until_month (NULL: to this day); the closed department owes no return for them. Closed =
-- its newest version has an end.
CREATE OR REPLACE VIEW takeover AS
WITH RECURSIVE closed AS (
    SELECT code, arg_max_null(valid_to, valid_from) + 1 AS gone_from, arg_max_null(successor_code, valid_from) AS heir
    FROM unit
    GROUP BY code
    HAVING gone_from IS NOT NULL AND heir IS NOT NULL AND heir <> code
),
followed AS (
    SELECT code AS closed_code, heir AS heir_code, gone_from FROM closed
    UNION
    SELECT f.closed_code, c.heir, greatest(c.gone_from, f.gone_from)
    FROM followed AS f
    JOIN closed AS c ON c.code = f.heir_code
)
SELECT
    closed_code,
    heir_code,
    strftime(gone_from, '%Y-%m') AS from_month,
    strftime(lead(gone_from) OVER (PARTITION BY closed_code ORDER BY gone_from), '%Y-%m') AS until_month
FROM followed;

-- unit_line: one row a unit: the unit that answers for it to this day (itself unless it was taken over). Rows of a
-- snapshot sheet with the same id and line are about the same thing, whichever department reported them.
CREATE OR REPLACE VIEW unit_line AS
SELECT u.code AS unit_code, coalesce(t.heir_code, u.code) AS line_code
FROM (SELECT DISTINCT code FROM unit) AS u
LEFT JOIN takeover AS t ON t.closed_code = u.code AND t.until_month IS NULL;

-- heir_of(unit, month): the department that answers in the month for what the unit left; the unit itself as long as
-- it is there, or when nobody has taken over from it. What a caller passes is read where the macro's own query stands:
-- view takeover must have no column that callers pass by its bare name (unit_code, month).
CREATE OR REPLACE MACRO heir_of(unit_left, month_asked) AS coalesce(
    (
        SELECT t.heir_code
        FROM takeover AS t
        WHERE t.closed_code = unit_left
          AND month_asked >= t.from_month
          AND (t.until_month IS NULL OR month_asked < t.until_month)
    ),
    unit_left
);
