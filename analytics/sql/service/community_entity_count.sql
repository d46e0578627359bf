-- One observation per activity that reports entities or projects founded.
SELECT
    unit_code, NULL AS staff_id, month, outcome_value AS numerator, NULL AS denominator, return_id, sheet, row_no,
    outcome_measure AS note
FROM all_service_activities
WHERE outcome_measure = 'entities_founded' AND outcome_value IS NOT NULL
