-- One observation per month that decides: met when the document is in force by then and every department that must
-- report has a project of this year with somebody in charge. One of zero weight per department shows which has.
-- A project is this year's unless it is cancelled or was finished in an earlier one.
WITH document AS (
    SELECT DISTINCT q.month
    FROM requested AS q
    JOIN institution AS i ON i.item = 'research_system' AND i.effective_on <= q.as_of
),
owned AS (
    SELECT
        q.month,
        p.unit_code,
        min_by({'return_id': p.return_id, 'sheet': p.sheet, 'row_no': p.row_no}, p.project_id) AS behind
    FROM requested AS q
    JOIN project_as_of AS p USING (month)
    WHERE p.stage_no > 0 AND coalesce(trim(p.lead_id), '') <> ''
      AND (p.completed_on IS NULL OR year(p.completed_on) >= q.year::INTEGER)
    GROUP BY ALL
),
department AS (
    SELECT q.month, u.code AS unit_code, o.behind
    FROM requested AS q
    JOIN unit AS u
      ON u.must_report AND u.valid_from <= q.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= q.last_day
    LEFT JOIN owned AS o ON o.unit_code = u.code AND o.month = q.month
),
judged AS (
    SELECT month, bool_and(behind IS NOT NULL) AS all_owned FROM department GROUP BY month
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    (d.month IS NOT NULL AND j.all_owned)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN d.month IS NULL THEN 'no_document'
        WHEN j.all_owned THEN 'system_in_force'
        ELSE 'departments_without_topic'
    END AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
JOIN judged AS j ON j.month = q.month
LEFT JOIN document AS d ON d.month = q.month
UNION ALL
SELECT
    unit_code, NULL, month, 0, 0, behind.return_id, behind.sheet, behind.row_no,
    if(behind IS NULL, 'no_topic', 'topic_assigned')
FROM department
