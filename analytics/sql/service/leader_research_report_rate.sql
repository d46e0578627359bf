-- As at each requested month's end: one observation per leader on duty, met when enough projects they lead
-- were sent up (报送) this year, whichever department reports them (A20: setting research.reports_per_leader).
WITH report AS (
    SELECT
        q.month,
        p.lead_id,
        count(*) AS reports,
        min_by({'return_id': p.return_id, 'sheet': p.sheet, 'row_no': p.row_no}, p.submitted_on) AS behind
    FROM requested AS q
    JOIN project_as_of AS p USING (month)
    WHERE p.stage_no >= 7 AND year(p.submitted_on) = q.year::INTEGER
    GROUP BY ALL
)
SELECT
    s.unit_code,
    s.staff_id,
    q.month,
    (coalesce(r.reports, 0) >= $research_reports_per_leader)::INTEGER AS numerator,
    1 AS denominator,
    r.behind.return_id AS return_id,
    r.behind.sheet AS sheet,
    r.behind.row_no AS row_no,
    CASE
        WHEN r.reports >= $research_reports_per_leader THEN 'report_sent_up'
        WHEN r.behind IS NULL THEN 'no_report'
        ELSE 'too_few_reports'
    END AS note
FROM requested AS q
JOIN staff_month AS s ON s.month = q.month AND s.is_leadership AND s.on_duty
LEFT JOIN report AS r ON r.lead_id = s.staff_id AND r.month = q.month
