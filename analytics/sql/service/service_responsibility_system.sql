-- One observation per month: met when the document of the responsibility system is in force by then and posts and
-- limits are published.
WITH in_force AS (
    SELECT
        q.month,
        count(*) FILTER (WHERE i.item = 'service_responsibility') > 0 AS has_document,
        count(*) FILTER (WHERE i.item = 'service_limits_published') > 0 AS is_published
    FROM requested AS q
    LEFT JOIN institution AS i ON i.effective_on <= q.as_of
    GROUP BY q.month
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    f.month,
    (f.has_document AND f.is_published)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN numerator = 1 THEN 'system_in_force'
        WHEN f.has_document THEN 'limits_not_published'
        ELSE 'no_document'
    END AS note
FROM in_force AS f
JOIN root_unit AS r USING (month)
