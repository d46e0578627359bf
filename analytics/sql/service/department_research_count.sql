-- As at each requested month's end: one observation per project first reported as finished (结题) or later this
-- year (A2: setting research.counts; `started` counts from approval, 立项), and one of zero per department that carries in its denominator the furthest stage any of its projects
-- stands at (0 = none). Finished in an earlier year and cancelled ones are left out. A joint project is on the
-- lead's return only.
WITH project AS (
    SELECT
        p.*,
        CASE $research_counts
            WHEN 'started' THEN p.stage_no >= 2
            ELSE left(p.completed_on::VARCHAR, 4) = q.year AND p.stage_no >= 6
        END AS counts
    FROM requested AS q
    JOIN project_as_of AS p USING (month)
    WHERE p.stage_no > 0 AND (p.completed_on IS NULL OR year(p.completed_on) >= q.year::INTEGER)
)
SELECT
    unit_code, NULL AS staff_id, month, 1 AS numerator, NULL AS denominator, return_id, sheet, row_no,
    stage AS note
FROM project
WHERE counts
UNION ALL
SELECT u.code, NULL, q.month, 0, coalesce(max(if(p.counts, greatest(p.stage_no, 6), p.stage_no)), 0), NULL, NULL, NULL, 'step_reached'
FROM requested AS q
JOIN unit AS u
  ON u.must_report AND u.valid_from <= q.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= q.last_day
JOIN reported_so_far AS r ON r.unit_code = u.code AND r.month = q.month
LEFT JOIN project AS p ON p.unit_code = u.code AND p.month = q.month
GROUP BY u.code, q.month
