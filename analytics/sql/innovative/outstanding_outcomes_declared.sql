-- One observation per outcome first reported as declared (or later) this year (A3: setting outcome.counts; `awarded`
-- counts those first reported as awarded), and one of zero per month that
-- carries in its denominator the step reached: 1 = two candidates named, 2 = one draft ready, 3 = two declared.
-- A candidate is an outcome planned for the year and not declared in an earlier one; its draft is ready when it
-- is finished.
WITH outcome AS (
    SELECT
        g.*,
        coalesce(left(if($outcome_counts = 'awarded', g.awarded_in, g.declared_in), 4) = q.year, false) AS counts,
        coalesce(left(g.declared_in, 4) = q.year, g.due_on >= make_date(q.year::INTEGER, 1, 1)) AS candidate
    FROM requested AS q
    JOIN goal_as_of AS g USING (month)
    WHERE g.goal_type = 'outcome' AND g.stage <> 'dropped'
)
SELECT
    unit_code,
    NULL AS staff_id,
    month,
    1 AS numerator,
    NULL AS denominator,
    return_id,
    sheet,
    row_no,
    stage AS note
FROM outcome
WHERE counts
UNION ALL
SELECT
    r.unit_code,
    NULL,
    q.month,
    0,
    CASE
        WHEN count(*) FILTER (WHERE o.counts) >= 2 THEN 3
        WHEN count(*) FILTER (WHERE o.candidate AND o.finished) >= 1 THEN 2
        WHEN count(*) FILTER (WHERE o.candidate) >= 2 THEN 1
        ELSE 0
    END,
    NULL,
    NULL,
    NULL,
    'step_reached'
FROM requested AS q
JOIN root_unit AS r USING (month)
LEFT JOIN outcome AS o ON o.month = q.month
GROUP BY r.unit_code, q.month
