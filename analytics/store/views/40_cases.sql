-- case_clock: every case once (the row of the latest month that carried it), with the limits that apply to it, the
-- day each limit ends and working minutes to the first response. A case is known by its line of units, its number and
-- the year it was received in: a desk uses its numbers once a year.
-- unit_code = the department that first reported it: what happened while that one existed counts for it, also when
-- another department has taken the open case over since (view takeover says from which month on it answers for it).
-- A limit of n working days ends with the n-th working day after the day of receipt; 0 = the same day, or the next
-- working day when received on a rest day (catalogue 6 and example 5). The calendar is joined here rather than
-- stored with the case, so that a change of the calendar changes the figures.
-- month = the month of that latest return.
-- done_on       the day it was closed (any closing, also a refusal to accept); NULL while open and when withdrawn
-- withdrawn_on  the day the visitor withdrew it; without a date the first day of the month it was reported in
-- answered_on   the day of the first response; a case that was closed is answered at the latest with its closing
-- informed_on   the first day on which the visitor heard of it: answered, referred or closed
CREATE OR REPLACE VIEW case_clock AS
WITH latest AS (
    SELECT
        * EXCLUDE (unit_code),
        first_value(unit_code) OVER (
            PARTITION BY line_code, case_id, year(received_at) ORDER BY month, row_no
        ) AS unit_code,
        CAST(received_at AS DATE) AS received_on,
        CASE WHEN subcategory = 'dv' THEN 'dv' ELSE matter_type END AS limit_key,
        CASE WHEN status <> 'withdrawn' THEN closed_on END AS done_on,
        CASE
            WHEN status = 'withdrawn'
            THEN coalesce(closed_on, greatest(CAST(received_at AS DATE), CAST(month || '-01' AS DATE)))
        END AS withdrawn_on
    FROM history_service_cases
    QUALIFY row_number() OVER (
        PARTITION BY line_code, case_id, year(received_at) ORDER BY month DESC, row_no DESC
    ) = 1
),
limited AS (
    SELECT
        c.*,
        coalesce(CAST(c.first_response_at AS DATE), c.done_on) AS answered_on,
        l.* EXCLUDE (key, recorded_no),
        day.workday_no + (NOT day.is_workday)::INTEGER AS same_day_no,
        day.workday_no AS received_no
    FROM latest AS c
    JOIN service_limit AS l ON l.key = c.limit_key
    LEFT JOIN calendar AS day ON day.day = c.received_on
),
dated AS (
    SELECT
        limited.*,
        least(answered_on, referred_on, done_on) AS informed_on,
        first_w.day AS first_response_due_on,
        aim_w.day AS first_response_aim_on,
        close_w.day AS close_limit_on,
        refer_w.day AS refer_due_on
    FROM limited
    LEFT JOIN workday AS first_w
      ON first_w.workday_no = if(first_response_days = 0, same_day_no, received_no + first_response_days)
    LEFT JOIN workday AS aim_w
      ON aim_w.workday_no = if(first_response_aim_days = 0, same_day_no, received_no + first_response_aim_days)
    LEFT JOIN workday AS close_w
      ON close_w.workday_no = if(close_days = 0, same_day_no, received_no + close_days)
    LEFT JOIN workday AS refer_w
      ON refer_w.workday_no = if(refer_days = 0, same_day_no, received_no + refer_days)
)
SELECT
    dated.*,
    -- an extension approved before the limit moves it once more by the same number of working days
    CASE WHEN extended_on <= close_limit_on THEN extended_w.day ELSE close_limit_on END AS close_due_on,
    received_on + accept_calendar_days AS accept_bound_on,
    received_on + close_calendar_days
        + if(extended_on IS NOT NULL AND extended_on <= received_on + close_calendar_days,
             coalesce(extension_calendar_days, 0), 0) AS close_bound_on,
    (work_minutes(answered_c.workday_no, answered_c.is_workday, first_response_at)
        - work_minutes(received_c.workday_no, received_c.is_workday, received_at))::INTEGER
        AS first_response_minutes
FROM dated
LEFT JOIN calendar AS received_c ON received_c.day = received_on
LEFT JOIN calendar AS answered_c ON answered_c.day = CAST(first_response_at AS DATE)
LEFT JOIN calendar AS limit_c ON limit_c.day = close_limit_on
LEFT JOIN workday AS extended_w ON extended_w.workday_no = limit_c.workday_no + close_days;

-- case_step: one row a case and step it owes: first_response (every case), closure (in scope), referral (out of
-- scope).
-- due_on    the last day on which it is on time        met_on   the day it was done, NULL = not yet
-- ended_on  the day the matter ended without it: withdrawn, or settled without a referral; NULL = did not
-- on_time   done on or before the due day
-- counts_on the day its outcome became known: the day it was met when on time, otherwise the due day; NULL when
--           the matter ended in time without it, so that nothing was owed. An unmet step is only decided once
--           counts_on lies in the past; then it counts as missed for good, whatever happens later.
-- bound_on, bound_met_on   the outer limit of the law (visitor told, or matter closed), and when that was kept
-- over_on   the first day on which the step was no longer open (met or ended); NULL = open
CREATE OR REPLACE VIEW case_step AS
WITH owed AS (
    SELECT
        c.*,
        s.step,
        CASE s.step
            WHEN 'first_response' THEN first_response_due_on WHEN 'closure' THEN close_due_on ELSE refer_due_on
        END AS due_on,
        CASE s.step
            WHEN 'first_response' THEN answered_on WHEN 'closure' THEN done_on ELSE referred_on
        END AS met_on,
        CASE WHEN s.step = 'referral' THEN coalesce(withdrawn_on, done_on) ELSE withdrawn_on END AS ended_on,
        CASE WHEN s.step = 'first_response' THEN accept_bound_on ELSE close_bound_on END AS bound_on,
        CASE s.step
            WHEN 'first_response' THEN informed_on WHEN 'closure' THEN done_on ELSE least(referred_on, done_on)
        END AS bound_met_on
    FROM case_clock AS c
    CROSS JOIN (VALUES ('first_response'), ('closure'), ('referral')) AS s (step)
    WHERE s.step = 'first_response' OR s.step = if(c.jurisdiction = 'in_scope', 'closure', 'referral')
)
SELECT
    owed.*,
    coalesce(met_on <= due_on, false) AS on_time,
    CASE WHEN met_on <= due_on THEN met_on WHEN ended_on <= due_on THEN NULL ELSE due_on END AS counts_on,
    least(met_on, ended_on) AS over_on
FROM owed
WHERE due_on IS NOT NULL;
