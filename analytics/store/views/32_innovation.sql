-- valid_suggestion: suggestions that count: proposed by a cadre (as of that month) and not reviewed as a
-- duplicate or withdrawn. The first proposer is the one named; unit_code is the department that reported it.
CREATE OR REPLACE VIEW valid_suggestion AS
SELECT s.*, r.result, r.implementation
FROM all_suggestions AS s
JOIN staff_month AS p ON p.staff_id = s.staff_id AND p.month = s.month AND p.is_cadre
LEFT JOIN suggestion_review AS r ON r.suggestion_id = s.suggestion_id
WHERE coalesce(r.result, 'pending') NOT IN ('duplicate', 'withdrawn');

-- goal_as_of: every goal or outcome as known from the returns up to each month (its latest row then), with the
-- month in which it was first reported as declared (申报) or later, and as awarded (获评). finished = completed or
-- later. has_measure = both a goal and a measure are written down. NULL months: not yet. unit_code = the department
-- that answers for it in that month: the one that reported it, or its heir.
CREATE OR REPLACE VIEW goal_as_of AS
WITH reported AS (
    SELECT
        h.* EXCLUDE (month),
        h.month AS reported_in,
        h.stage IN ('declared', 'awarded', 'not_awarded', 'promoted') AS is_declared
    FROM history_goals_outcomes AS h
)
SELECT
    m.month,
    heir_of(r.unit_code, m.month) AS unit_code,
    r.* EXCLUDE (is_declared, unit_code),
    r.stage IN ('completed', 'declared', 'awarded', 'not_awarded', 'promoted') AS finished,
    coalesce(trim(r.title), '') <> '' AND coalesce(trim(r.measure), '') <> '' AS has_measure,
    min(r.reported_in) FILTER (WHERE r.is_declared) OVER until_then AS declared_in,
    min(r.reported_in) FILTER (WHERE r.stage = 'awarded') OVER until_then AS awarded_in
FROM reported AS r
JOIN calendar_month AS m ON r.reported_in <= m.month
WINDOW until_then AS (PARTITION BY m.month, r.line_code, r.goal_id)
QUALIFY row_number() OVER (
    PARTITION BY m.month, r.line_code, r.goal_id ORDER BY r.reported_in DESC, r.row_no DESC
) = 1;

-- reviewed_suggestion: one row per review that has a result, with the suggestion as first reported. counts_from = the
-- day of the decision; without one, the first of the month in which the suggestion came. adopted = in whole or in part.
CREATE OR REPLACE VIEW reviewed_suggestion AS
WITH proposed AS (
    SELECT *
    FROM all_suggestions
    QUALIFY row_number() OVER (PARTITION BY suggestion_id ORDER BY month, unit_code, row_no) = 1
)
SELECT
    p.unit_code,
    p.staff_id,
    p.suggestion_id,
    p.proposed_on,
    r.decided_on,
    coalesce(r.decided_on, CAST(p.month || '-01' AS DATE)) AS counts_from,
    r.result,
    r.result IN ('adopted', 'partly_adopted') AS adopted,
    r.implementation,
    r.implemented_on,
    p.return_id,
    p.sheet,
    p.row_no
FROM suggestion_review AS r
JOIN proposed AS p USING (suggestion_id)
WHERE r.result <> 'pending';
