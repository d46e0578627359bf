-- The working-day calendar with a running number of working days, so that "n working days later" is a lookup and
-- working time between two moments is a subtraction.
-- calendar: one row a day. workday_no = working days up to and including the day.
CREATE OR REPLACE VIEW calendar AS
SELECT
    day,
    is_workday,
    kind,
    published,
    sum(is_workday::INTEGER) OVER (ORDER BY day)::INTEGER AS workday_no
FROM calendar_day;

-- workday: the n-th working day of the whole calendar.
CREATE OR REPLACE VIEW workday AS
SELECT workday_no, day FROM calendar WHERE is_workday;

-- calendar_month: one row a month. workdays_before = working days before its first day.
CREATE OR REPLACE VIEW calendar_month AS
SELECT
    strftime(day, '%Y-%m') AS month,
    min(day) AS first_day,
    max(day) AS last_day,
    sum(is_workday::INTEGER)::INTEGER AS workdays,
    (min(workday_no) - min_by(is_workday::INTEGER, day))::INTEGER AS workdays_before,
    bool_and(published) AS published
FROM calendar
GROUP BY 1;

-- deadline: the day the return of a month is due: the setting's day of the next month, moved to a working day,
-- unless the office has set another. NULL-free for every month of the calendar but its last.
CREATE OR REPLACE VIEW deadline AS
SELECT
    m.month,
    coalesce(o.due_on, moved.due_on) AS due_on
FROM calendar_month AS m
JOIN LATERAL (
    SELECT min(c.day) AS due_on
    FROM calendar AS c
    WHERE c.is_workday
      AND c.day >= m.first_day + INTERVAL 1 MONTH
            + to_days((SELECT value::INTEGER - 1 FROM setting WHERE name = 'reporting_deadline_day'))
) AS moved ON true
LEFT JOIN deadline_override AS o ON o.month = m.month
WHERE coalesce(o.due_on, moved.due_on) IS NOT NULL;

-- fortnight: the periods in which the fortnightly duties fall due (A4), each within one year; due unless holidays leave
-- fewer working days than the setting asks. Setting fortnight.anchor: fourteen days from the year's first Monday, or
-- from 1 January, or the two halves of each month. month = the month it ends and is judged in.
CREATE OR REPLACE VIEW fortnight AS
WITH anchor AS (
    SELECT value FROM setting WHERE name = 'fortnight_anchor'
),
start AS (
    SELECT year(day)::VARCHAR AS year, min(day) AS first_day
    FROM calendar_day
    WHERE (SELECT value FROM anchor) = 'new_year' OR isodow(day) = 1
    GROUP BY 1
),
period AS (
    SELECT
        s.year,
        CAST(s.first_day + to_days(14 * n::INTEGER) AS DATE) AS first_day,
        CAST(s.first_day + to_days(14 * n::INTEGER + 13) AS DATE) AS last_day
    FROM start AS s, range(27) AS numbered (n)
    WHERE (SELECT value FROM anchor) <> 'half_month'
    UNION ALL
    SELECT
        left(m.month, 4),
        CAST(if(half = 1, m.first_day, m.first_day + 15) AS DATE),
        CAST(if(half = 1, m.first_day + 14, m.last_day) AS DATE)
    FROM calendar_month AS m, (VALUES (1), (2)) AS halves (half)
    WHERE (SELECT value FROM anchor) = 'half_month'
)
SELECT
    p.year,
    p.first_day,
    p.last_day,
    strftime(p.last_day, '%Y-%m') AS month,
    count(*) FILTER (WHERE c.is_workday)::INTEGER AS workdays,
    count(*) FILTER (WHERE c.is_workday)
        >= (SELECT value::INTEGER FROM setting WHERE name = 'fortnight_min_workdays') AS due
FROM period AS p
JOIN calendar AS c ON c.day BETWEEN p.first_day AND p.last_day
WHERE strftime(p.last_day, '%Y') = p.year
GROUP BY p.year, p.first_day, p.last_day;
