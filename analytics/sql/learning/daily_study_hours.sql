-- Hours of own study and of sessions attended, held against the working days on duty (view study_time).
SELECT unit_code, staff_id, month, hours AS numerator, workdays AS denominator, return_id, sheet, row_no, note
FROM study_time
