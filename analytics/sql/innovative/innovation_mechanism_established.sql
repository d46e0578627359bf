-- One observation per month: met when the mechanism's document is in force by then and the assessment scheme has an
-- innovation item.
WITH in_force AS (
    SELECT
        q.month,
        count(*) FILTER (WHERE i.item = 'innovation_mechanism') > 0 AS has_document,
        count(*) FILTER (WHERE i.item = 'innovation_in_assessment') > 0 AS is_assessed
    FROM requested AS q
    LEFT JOIN institution AS i ON i.effective_on <= q.as_of
    GROUP BY q.month
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    f.month,
    (f.has_document AND f.is_assessed)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN numerator = 1 THEN 'mechanism_in_force'
        WHEN f.has_document THEN 'mechanism_not_assessed'
        ELSE 'no_document'
    END AS note
FROM in_force AS f
JOIN root_unit AS r USING (month)
