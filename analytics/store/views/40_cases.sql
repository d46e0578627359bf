-- case_clock: every case once (its latest accepted month), with the limits that apply to it, the day each limit ends
-- and working minutes to the first response. A limit of n working days ends with the n-th working day after the day
-- of receipt; 0 = the same day, or the next working day when received on a rest day (catalogue 6 and example 5).
-- The calendar is joined here rather than stored with the case, so that a change of the calendar changes the figures.
CREATE OR REPLACE VIEW case_clock AS
WITH limited AS (
    SELECT
        c.*,
        CAST(c.received_at AS DATE) AS received_on,
        CASE WHEN c.subcategory = 'dv' THEN 'dv' ELSE c.matter_type END AS limit_key,
        l.* EXCLUDE (key, recorded_no),
        day.workday_no + (NOT day.is_workday)::INTEGER AS same_day_no,
        day.workday_no AS received_no
    FROM all_service_cases AS c
    JOIN service_limit AS l
      ON l.key = CASE WHEN c.subcategory = 'dv' THEN 'dv' ELSE c.matter_type END
    LEFT JOIN calendar AS day ON day.day = CAST(c.received_at AS DATE)
),
dated AS (
    SELECT
        limited.*,
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
        - work_minutes(received_c.workday_no, received_c.is_workday, received_at))::INTEGER AS first_response_minutes
FROM dated
LEFT JOIN calendar AS received_c ON received_c.day = received_on
LEFT JOIN calendar AS answered_c ON answered_c.day = CAST(first_response_at AS DATE)
LEFT JOIN calendar AS limit_c ON limit_c.day = close_limit_on
LEFT JOIN workday AS extended_w ON extended_w.workday_no = limit_c.workday_no + close_days;
