-- What colour rule R-LIMIT looks at besides the rate: open matters as at the end of each requested month (or
-- today), summed up the unit tree. One row per indicator, unit and month, zeros included. open_past_limit: open
-- past the limit; open_near_limit: open within the set number of working days of it; past_statutory_limit: past
-- a limit of the law and still unmet. A month that a case's unit has not reported up to is unknown and counts
-- nothing.
WITH requested AS (
    -- a limit that ends on the month's last day has passed with it, one that ends today has not
    SELECT m.month, least(m.last_day, $today) AS as_of, CAST(least(m.last_day + 1, $today) AS DATE) AS judged_on
    FROM calendar_month AS m
    WHERE m.month IN (SELECT unnest($months))
),
judged AS (
    SELECT
        heir_of(s.unit_code, q.month) AS unit_code,
        s.step,
        s.channel,
        q.month,
        coalesce(s.over_on > q.as_of, true) AS is_open,
        s.due_on < q.judged_on AS past,
        due.workday_no - now.workday_no BETWEEN 0 AND $service_near_workdays AND s.due_on >= q.judged_on AS near,
        s.bound_on < q.as_of AND coalesce(least(s.bound_met_on, s.ended_on) > q.as_of, true) AS past_bound
    FROM requested AS q
    JOIN case_step AS s ON s.received_on <= q.as_of AND s.month >= q.month
    JOIN calendar AS now ON now.day = q.as_of
    JOIN calendar AS due ON due.day = s.due_on
),
counted AS (
    SELECT i.indicator, j.*
    FROM judged AS j
    JOIN (VALUES
        ('first_response_on_time_rate', 'first_response', NULL),
        ('in_scope_on_time_closure_rate', 'closure', NULL),
        ('referral_on_time_rate', 'referral', NULL),
        ('reception_matter_closure_rate', 'closure', 'reception_day'),
        ('reception_matter_closure_rate', 'referral', 'reception_day')
    ) AS i (indicator, step, channel) ON i.step = j.step AND (i.channel IS NULL OR i.channel = j.channel)
),
every_row AS (
    SELECT i.indicator, u.unit_code, q.month
    FROM (SELECT DISTINCT ancestor_code AS unit_code FROM unit_ancestor) AS u
    CROSS JOIN requested AS q
    CROSS JOIN (VALUES
        ('first_response_on_time_rate'), ('in_scope_on_time_closure_rate'), ('referral_on_time_rate'),
        ('reception_matter_closure_rate')
    ) AS i (indicator)
),
summed AS (
    SELECT
        c.indicator,
        a.ancestor_code AS unit_code,
        c.month,
        count(*) FILTER (WHERE c.is_open AND c.past) AS open_past_limit,
        count(*) FILTER (WHERE c.is_open AND c.near) AS open_near_limit,
        count(*) FILTER (WHERE c.past_bound) AS past_statutory_limit
    FROM counted AS c
    JOIN unit_ancestor AS a USING (unit_code)
    GROUP BY ALL
)
SELECT
    e.indicator,
    e.unit_code,
    e.month,
    coalesce(s.open_past_limit, 0) AS open_past_limit,
    coalesce(s.open_near_limit, 0) AS open_near_limit,
    coalesce(s.past_statutory_limit, 0) AS past_statutory_limit
FROM every_row AS e
LEFT JOIN summed AS s USING (indicator, unit_code, month)
