-- One observation per activity that reports women cadres recommended or further-study places; note = which.
SELECT
    unit_code, NULL AS staff_id, month, outcome_value AS numerator, NULL AS denominator, return_id, sheet, row_no,
    outcome_measure AS note
FROM all_service_activities
WHERE outcome_measure IN ('women_cadres_recommended', 'study_places') AND outcome_value IS NOT NULL
