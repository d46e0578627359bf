-- One observation per cadre on duty and month: met when the year's gap analysis is filed by then.
SELECT
    s.unit_code,
    s.staff_id,
    s.month,
    coalesce(y.gap_filed_on <= q.as_of, false)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(numerator = 1, 'gap_filed', 'no_gap_analysis') AS note
FROM requested AS q
JOIN staff_month AS s ON s.month = q.month AND s.on_duty AND s.is_cadre
LEFT JOIN person_year AS y ON y.staff_id = s.staff_id AND y.year = q.year::INTEGER
