-- One observation per activity for rural women's income that reports person-times trained.
SELECT
    unit_code, NULL AS staff_id, month, outcome_value AS numerator, NULL AS denominator, return_id, sheet, row_no,
    outcome_measure AS note
FROM all_service_activities
WHERE service_area = 'rural_income' AND outcome_measure = 'training_person_times' AND outcome_value IS NOT NULL
