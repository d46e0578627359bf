-- One observation per project and month reported: the lead's field days of that month (a project returns every
-- month with the days of that month, so its history is added up).
SELECT
    unit_code, lead_id AS staff_id, month, field_days AS numerator, NULL AS denominator, return_id, sheet, row_no,
    stage AS note
FROM history_research_projects
WHERE field_days IS NOT NULL
