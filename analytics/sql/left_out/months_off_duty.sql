-- Persons' months with too few working days on duty.
SELECT unit_code, staff_id, month, NULL AS return_id, NULL AS sheet, NULL AS row_no, 'month_off_duty' AS note
FROM staff_month
WHERE NOT on_duty AND to_on <= $today
