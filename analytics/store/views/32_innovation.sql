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
-- later. has_measure = both a goal and a measure are written down. NULL months: not yet.
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
    r.* EXCLUDE (is_declared),
    r.stage IN ('completed', 'declared', 'awarded', 'not_awarded', 'promoted') AS finished,
    coalesce(trim(r.title), '') <> '' AND coalesce(trim(r.measure), '') <> '' AS has_measure,
    min(r.reported_in) FILTER (WHERE r.is_declared) OVER until_then AS declared_in,
    min(r.reported_in) FILTER (WHERE r.stage = 'awarded') OVER until_then AS awarded_in
FROM reported AS r
JOIN calendar_month AS m ON r.reported_in <= m.month
WINDOW until_then AS (PARTITION BY m.month, r.unit_code, r.goal_id)
QUALIFY row_number() OVER (
    PARTITION BY m.month, r.unit_code, r.goal_id ORDER BY r.reported_in DESC, r.row_no DESC
) = 1;
