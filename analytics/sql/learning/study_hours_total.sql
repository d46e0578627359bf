-- The same hours as daily_study_hours; the denominator is the hours due, one for each working day on duty.
SELECT unit_code, staff_id, month, hours AS numerator, workdays AS denominator, return_id, sheet, row_no, note
FROM study_time
