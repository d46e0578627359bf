-- One observation per month: met when the box is set up by then and somebody is named who opens it.
WITH box AS (
    SELECT q.month, count(i.responsible_id) > 0 AS has_opener
    FROM requested AS q
    JOIN institution AS i ON i.item = 'suggestion_box' AND i.effective_on <= q.as_of
    GROUP BY q.month
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    coalesce(b.has_opener, false)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE WHEN b.month IS NULL THEN 'no_box' WHEN b.has_opener THEN 'box_set_up' ELSE 'box_without_opener' END AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
LEFT JOIN box AS b ON b.month = q.month
