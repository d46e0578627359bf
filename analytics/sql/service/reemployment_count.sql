-- One observation per activity of community service and re-employment that reports people employed.
SELECT
    unit_code, NULL AS staff_id, month, outcome_value AS numerator, NULL AS denominator, return_id, sheet, row_no,
    outcome_measure AS note
FROM all_service_activities
WHERE service_area = 'community_employment' AND outcome_measure = 'people_employed' AND outcome_value IS NOT NULL
