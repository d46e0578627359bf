-- One observation per activity that reports law-making items, inspections or legal-aid cases; note = which of
-- the three, so that they can be kept apart.
SELECT
    unit_code, NULL AS staff_id, month, outcome_value AS numerator, NULL AS denominator, return_id, sheet, row_no,
    outcome_measure AS note
FROM all_service_activities
WHERE outcome_measure IN ('law_making_items', 'law_inspections', 'legal_aid_cases') AND outcome_value IS NOT NULL
