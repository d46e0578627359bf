-- Who is on the roster on a day, as recorded for that day.
SELECT staff_id, name, name_en, unit_code
FROM staff
WHERE valid_from <= $today AND coalesce(valid_to, DATE '9999-12-31') >= $today
  AND joined_on <= $today AND coalesce(left_on, DATE '9999-12-31') >= $today
QUALIFY row_number() OVER (PARTITION BY staff_id ORDER BY valid_from DESC) = 1
ORDER BY unit_code, position, staff_id;
