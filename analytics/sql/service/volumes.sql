-- What came in and what was closed, by one dimension at a time. Months without a return are left out.
WITH counted AS (
    SELECT unit_code, strftime(received_on, '%Y-%m') AS month, channel, matter_type, rights_category, subcategory,
           1 AS received, 0 AS closed, 0 AS quick_answers
    FROM case_clock
    UNION ALL
    SELECT heir_of(unit_code, strftime(done_on, '%Y-%m')), strftime(done_on, '%Y-%m'), channel, matter_type, rights_category, subcategory, 0, 1, 0
    FROM case_clock
    WHERE done_on IS NOT NULL
    UNION ALL
    SELECT unit_code, month, channel, NULL, rights_category, NULL, 0, 0, coalesce(answered, 0)
    FROM all_quick_consultations
    WHERE rights_category <> 'total'
),
chosen AS (
    SELECT c.*
    FROM counted AS c
    JOIN current_return AS r USING (unit_code, month)
    WHERE c.month IN (SELECT unnest($months)) AND ($units IS NULL OR c.unit_code IN (SELECT unnest($units)))
),
split AS (
    SELECT c.*, d.dimension,
           CASE d.dimension
               WHEN 'channel' THEN channel WHEN 'matter_type' THEN matter_type
               WHEN 'rights_category' THEN rights_category ELSE subcategory
           END AS code
    FROM chosen AS c
    CROSS JOIN (VALUES ('channel'), ('matter_type'), ('rights_category'), ('subcategory')) AS d (dimension)
)
SELECT unit_code, month, dimension, code, sum(received)::INTEGER AS received, sum(closed)::INTEGER AS closed,
       sum(quick_answers)::INTEGER AS quick_answers
FROM split
WHERE code IS NOT NULL
GROUP BY ALL
ORDER BY unit_code, month, dimension, code;
