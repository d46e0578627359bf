-- One observation per activity that reports model families or civility-team activities; note = which of the
-- two.
SELECT
    unit_code, NULL AS staff_id, month, outcome_value AS numerator, NULL AS denominator, return_id, sheet, row_no,
    outcome_measure AS note
FROM all_service_activities
WHERE outcome_measure IN ('families_created', 'civility_team_activities') AND outcome_value IS NOT NULL
