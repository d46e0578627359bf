-- One observation per person on duty and month: met with a learning plan for the year filed by then. Someone who has
-- just joined has the set number of days for it, and is taken out until they are over or the plan is there.
WITH person AS (
    SELECT
        s.unit_code,
        s.staff_id,
        s.month,
        p.plan_filed_on IS NOT NULL AS is_filed,
        s.joined_on + $plan_joiner_days < q.as_of AS is_due
    FROM requested AS q
    JOIN staff_month AS s ON s.month = q.month AND s.on_duty
    LEFT JOIN person_year AS p
      ON p.staff_id = s.staff_id AND p.year = q.year::INTEGER AND p.plan_filed_on <= q.as_of
)
SELECT
    unit_code,
    staff_id,
    month,
    is_filed::INTEGER AS numerator,
    (is_filed OR is_due)::INTEGER AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE WHEN is_filed THEN 'plan_filed' WHEN is_due THEN 'no_plan' ELSE 'plan_not_due' END AS note
FROM person
