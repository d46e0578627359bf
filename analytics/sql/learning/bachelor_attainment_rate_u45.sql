-- One observation per person on duty whose age in full years on 31 December does not pass the limit (A9), as on
-- the roster of each month: met with a bachelor's education or above, finished (A10: setting
-- education.in_progress_counts; then also those still studying for one).
SELECT
    s.unit_code,
    s.staff_id,
    s.month,
    coalesce(
        s.education IN ('bachelor', 'postgraduate')
        OR ($education_in_progress_counts AND s.degree_in_progress IN ('degree_bachelor', 'degree_postgraduate')),
        false
    )::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN s.education IN ('bachelor', 'postgraduate') THEN 'education_reached'
        WHEN s.degree_in_progress IS NOT NULL THEN 'education_under_way'
        ELSE 'education_missing'
    END AS note
FROM requested AS q
JOIN staff_month AS s ON s.month = q.month AND s.on_duty
WHERE q.year::INTEGER - year(s.birth_date) < $education_age_limit_years + $education_age_limit_inclusive::INTEGER
