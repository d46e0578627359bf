-- Three observations per quarter that has ended, in its last month: one for each content area of the policy,
-- met when a session about it was held in the quarter.
WITH quarter AS (
    SELECT m.month, date_trunc('quarter', m.first_day)::DATE AS first_day, m.last_day, r.unit_code
    FROM calendar_month AS m
    JOIN root_unit AS r USING (month)
    WHERE m.month[6:7] IN ('03', '06', '09', '12') AND m.last_day <= $today
)
SELECT
    q.unit_code,
    NULL AS staff_id,
    q.month,
    (count(s.session_id) > 0)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    area.content AS note
FROM quarter AS q
CROSS JOIN (VALUES ('political_theory'), ('womens_work'), ('science_market')) AS area (content)
LEFT JOIN study_session AS s
  ON s.content = area.content AND s.status = 'held' AND s.held_on BETWEEN q.first_day AND q.last_day
GROUP BY ALL
