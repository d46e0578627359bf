-- Titles of earlier notes of the unit's people, and of everybody's notes of the same month in other units (V17).
SELECT note_title, staff_id, month
FROM all_personal_study
WHERE note_title IS NOT NULL
  AND ((unit_code = $unit_code AND month < $month) OR (unit_code <> $unit_code AND month = $month));
