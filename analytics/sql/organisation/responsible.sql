-- One row an item of register institution that the whole agency has to have: the person its latest entry names.
SELECT item, max_by(responsible_id, (year, recorded_no)) AS staff_id
FROM institution
WHERE unit_code IS NULL AND responsible_id IS NOT NULL AND year <= $year
GROUP BY item
ORDER BY item
