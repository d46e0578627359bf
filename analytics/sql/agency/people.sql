-- Everybody on the roster, once, as last recorded. answers_for: what of the whole agency's they are named for in register
-- institution, with the year and the number of the entry; NULL = nothing.
WITH named AS (
    SELECT responsible_id, list({'item': item, 'year': year, 'recorded_no': recorded_no}) AS answers_for
    FROM institution
    WHERE unit_code IS NULL AND responsible_id IS NOT NULL
    GROUP BY responsible_id
)
SELECT s.staff_id, s.name, s.name_en, s.unit_code, n.answers_for
FROM staff AS s
LEFT JOIN named AS n ON n.responsible_id = s.staff_id
QUALIFY row_number() OVER (PARTITION BY s.staff_id ORDER BY s.valid_from DESC) = 1
ORDER BY s.position, s.staff_id;
