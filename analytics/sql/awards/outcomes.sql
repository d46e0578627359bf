-- The outcomes that may be commended for the year: due or reported in it, not dropped and not declared before it.
WITH known AS (
    /* include innovative/goal_rows.sql */
)
SELECT unit_code, goal_id, title, owner_id, evidence, declared_in IS NOT NULL AS declared
FROM known
WHERE goal_type = 'outcome' AND stage <> 'dropped' AND coalesce(left(declared_in, 4) = $year::VARCHAR, true)
ORDER BY unit_code, goal_id
