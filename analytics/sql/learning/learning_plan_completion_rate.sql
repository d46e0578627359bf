-- One observation per person on duty and month: met with a learning plan for the year filed by then. Someone who has
-- just joined has the set number of days for it, and is taken out until they are over or the plan is there.
SELECT
    s.unit_code,
    s.staff_id,
    s.month,
    (p.plan_filed_on IS NOT NULL)::INTEGER AS numerator,
    (p.plan_filed_on IS NOT NULL OR s.joined_on + $plan_joiner_days < q.as_of)::INTEGER AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN denominator = 0 THEN 'plan_not_due'
        WHEN numerator = 0 THEN 'no_plan'
        ELSE 'plan_filed'
    END AS note
FROM requested AS q
JOIN staff_month AS s ON s.month = q.month AND s.on_duty
LEFT JOIN person_year AS p
  ON p.staff_id = s.staff_id AND p.year = q.year::INTEGER AND p.plan_filed_on <= q.as_of
