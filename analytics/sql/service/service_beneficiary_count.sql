-- One observation per activity: its person-times (not persons). note = the service area.
SELECT
    unit_code, NULL AS staff_id, month, beneficiaries AS numerator, NULL AS denominator, return_id, sheet, row_no,
    service_area AS note
FROM all_service_activities
WHERE beneficiaries IS NOT NULL
