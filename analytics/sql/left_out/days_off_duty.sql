-- Persons' months of which some or all working days were off duty.
SELECT unit_code, staff_id, month, NULL AS return_id, NULL AS sheet, NULL AS row_no, 'days_off_duty' AS note
FROM staff_month
WHERE workdays_on_duty < workdays AND to_on <= $today
