-- Five observations per quarter that has ended, one for each service area of the policy: met when an activity
-- was held in the area during the quarter; for rights also when a matter was answered, referred or closed.
-- period 'month': the quarter that ends with the requested month; 'year': every quarter of the year up to it.
WITH quarter AS (
    SELECT m.month, date_trunc('quarter', m.first_day)::DATE AS first_day, m.last_day, r.unit_code
    FROM calendar_month AS m
    JOIN root_unit AS r USING (month)
    WHERE m.month[6:7] IN ('03', '06', '09', '12') AND m.last_day <= $today
),
active AS (
    SELECT service_area, held_on AS active_on FROM all_service_activities
    UNION ALL
    SELECT 'rights', informed_on FROM case_clock WHERE informed_on IS NOT NULL
),
covered AS (
    SELECT q.month, q.unit_code, area.code AS service_area, count(a.active_on) > 0 AS met
    FROM quarter AS q
    CROSS JOIN (
        VALUES ('rural_income'), ('community_employment'), ('rights'), ('culture_family'), ('talent')
    ) AS area (code)
    LEFT JOIN active AS a
      ON a.service_area = area.code AND a.active_on BETWEEN q.first_day AND q.last_day
    GROUP BY ALL
)
SELECT
    c.unit_code,
    NULL AS staff_id,
    q.month,
    c.met::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    c.service_area AS note,
    p.period
FROM requested AS q
CROSS JOIN (VALUES ('month'), ('year')) AS p (period)
JOIN covered AS c
  ON c.month = q.month OR (p.period = 'year' AND c.month < q.month AND left(c.month, 4) = q.year)
