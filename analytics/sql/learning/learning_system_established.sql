-- Three observations per month: the systems the policy names, each met with a document in force by then. A document
-- stays in force until the register withdraws it, whatever year it is from.
WITH in_force AS (
    SELECT DISTINCT q.month, i.item
    FROM requested AS q
    JOIN institution AS i ON i.effective_on <= q.as_of
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    (f.item IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    named.item || if(f.item IS NULL, '_missing', '_in_force') AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
CROSS JOIN (VALUES ('learning_system'), ('exam_system'), ('debrief_system')) AS named (item)
LEFT JOIN in_force AS f ON f.month = q.month AND f.item = named.item
