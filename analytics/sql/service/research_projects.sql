-- Every project of the year as at the end of $month: those not finished in an earlier year.
WITH reached AS (
    -- the day each stage was first reported as reached
    SELECT line_code, project_id, stage, min(stage_on) AS reached_on
    FROM history_research_projects
    WHERE month <= $month
    GROUP BY ALL
),
track AS (
    SELECT line_code, project_id, list({'stage': stage, 'reached_on': reached_on} ORDER BY reached_on) AS track
    FROM reached
    GROUP BY ALL
),
field_work AS (
    SELECT line_code, project_id, sum(field_days) AS field_days
    FROM history_research_projects
    WHERE month <= $month AND left(month, 4) = left($month, 4)
    GROUP BY ALL
)
SELECT
    p.unit_code,
    p.project_id,
    p.title,
    if(p.named, p.lead_id, NULL) AS lead_id,
    if(p.named, lead.name, NULL) AS lead,
    if(p.named, lead.name_en, NULL) AS lead_en,
    coalesce(lead.is_leadership, false) AS led_by_leader,
    p.co_departments,
    p.stage,
    p.stage_no,
    p.stage_on,
    p.due_on,
    p.completed_on,
    p.submitted_on,
    p.submitted_as,
    coalesce(f.field_days, 0) AS field_days,
    t.track,
    p.reported_in,
    p.return_id,
    p.sheet,
    p.row_no
FROM (
    SELECT *, $persons IS NULL OR unit_code IN (SELECT unnest($persons)) AS named FROM project_as_of
) AS p
JOIN track AS t USING (line_code, project_id)
LEFT JOIN field_work AS f USING (line_code, project_id)
LEFT JOIN (
    SELECT
        staff_id,
        max_by(name, valid_from) AS name,
        max_by(name_en, valid_from) AS name_en,
        max_by(is_leadership, valid_from) AS is_leadership
    FROM staff
    GROUP BY ALL
) AS lead ON lead.staff_id = p.lead_id
WHERE p.month = $month
  AND (p.completed_on IS NULL OR year(p.completed_on) >= left($month, 4)::INTEGER)
  AND (p.stage <> 'cancelled' OR year(p.stage_on) >= left($month, 4)::INTEGER)
  AND ($units IS NULL OR p.unit_code IN (SELECT unnest($units)))
ORDER BY p.unit_code, p.due_on, p.project_id;
