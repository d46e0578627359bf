-- How many cases were open at the end of each month asked for (or today), near their next limit and past it, by unit.
-- The same cases and next steps as service/open_cases.sql, counted only, so that no single case is shown.
WITH requested AS (
    SELECT m.month, least(m.last_day, $today) AS as_of
    FROM calendar_month AS m
    WHERE m.month IN (SELECT unnest($months))
),
open_case AS (
    SELECT q.month, q.as_of, c.* EXCLUDE (month)
    FROM requested AS q
    JOIN (
        SELECT asked.month AS asked_month, k.* REPLACE (heir_of(k.unit_code, asked.month) AS unit_code)
        FROM requested AS asked
        JOIN case_clock AS k ON k.received_on <= asked.as_of
    ) AS c ON c.asked_month = q.month
    WHERE (c.done_on IS NULL OR c.done_on > q.as_of)
      AND (c.withdrawn_on IS NULL OR c.withdrawn_on > q.as_of)
      AND ($units IS NULL OR c.unit_code IN (SELECT unnest($units)))
),
open_step AS (
    SELECT q.month, q.as_of, heir_of(s.unit_code, q.month) AS unit_code, s.case_id, s.received_at, s.due_on
    FROM requested AS q
    JOIN case_step AS s ON s.received_on <= q.as_of AND (s.over_on IS NULL OR s.over_on > q.as_of)
    UNION ALL
    SELECT month, as_of, unit_code, case_id, received_at, CAST(referred_on + $referral_followup_days AS DATE)
    FROM open_case
    WHERE referred_on <= as_of
),
next_step AS (
    SELECT month, as_of, unit_code, case_id, received_at, min(due_on) AS due_on
    FROM open_step
    GROUP BY ALL
),
judged AS (
    SELECT
        n.month,
        n.unit_code,
        coalesce(c.subcategory = 'dv', false) AS is_dv,
        n.due_on,
        n.due_on < n.as_of AS past,
        n.due_on >= n.as_of AND due.workday_no - now.workday_no <= $service_near_workdays AS near,
        now.workday_no - due.workday_no AS workdays_past
    FROM next_step AS n
    JOIN open_case AS c USING (month, unit_code, case_id, received_at)
    JOIN calendar AS now ON now.day = n.as_of
    JOIN calendar AS due ON due.day = n.due_on
)
SELECT
    month,
    unit_code,
    count(*) AS open,
    count(*) FILTER (WHERE near) AS near,
    count(*) FILTER (WHERE past) AS past,
    count(*) FILTER (WHERE past AND is_dv) AS dv_past,
    min(due_on) FILTER (WHERE near) AS first_near_on,
    min(due_on) FILTER (WHERE past) AS first_past_on,
    max(workdays_past) FILTER (WHERE past) AS longest_past
FROM judged
GROUP BY ALL
ORDER BY month, unit_code;
