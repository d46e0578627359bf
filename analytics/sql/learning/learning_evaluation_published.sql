-- One observation per month: met when the register says that the year's learning results were published by then.
WITH published AS (
    SELECT DISTINCT q.month
    FROM requested AS q
    JOIN institution AS i
      ON i.item = 'learning_results_published' AND i.year = q.year::INTEGER AND i.effective_on <= q.as_of
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    (p.month IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(numerator = 1, 'results_published', 'results_not_published') AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
LEFT JOIN published AS p ON p.month = q.month
