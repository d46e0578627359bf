-- Everybody on the roster, once, as last recorded.
SELECT staff_id, name, name_en, unit_code
FROM staff
QUALIFY row_number() OVER (PARTITION BY staff_id ORDER BY valid_from DESC) = 1
ORDER BY position, staff_id;
