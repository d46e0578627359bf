-- staff_month: one row per person and month on the roster: the person as on the last day they were on the
-- roster in that month (movers belong to the department of the last day), with the working days on duty.
-- on_duty: on duty for at least the set share of the month's working days (catalogue 0).
-- is_cadre: the roster's flag, or everybody (A17: setting cadre.includes_clerical). is_central_group: the roster's flag,
-- or the leadership and the heads of departments (A22: setting central_group.members).
CREATE OR REPLACE VIEW staff_month AS
WITH present AS (
    SELECT
        s.*,
        m.month,
        m.workdays,
        greatest(m.first_day, s.joined_on) AS from_on,
        least(m.last_day, coalesce(s.left_on, DATE '9999-12-31')) AS to_on,
        m.first_day,
        m.last_day
    FROM staff AS s
    JOIN calendar_month AS m
      ON s.valid_from <= m.last_day AND coalesce(s.valid_to, DATE '9999-12-31') >= m.first_day
     AND s.joined_on <= m.last_day AND coalesce(s.left_on, DATE '9999-12-31') >= m.first_day
    QUALIFY row_number() OVER (PARTITION BY s.staff_id, m.month ORDER BY s.valid_from DESC) = 1
),
off_duty AS (
    SELECT p.staff_id, p.month, count(DISTINCT c.day) AS workdays_off
    FROM present AS p
    JOIN duty AS d
      ON d.staff_id = p.staff_id AND d.from_on <= p.to_on AND coalesce(d.to_on, DATE '9999-12-31') >= p.from_on
    JOIN calendar AS c
      ON c.is_workday AND c.day BETWEEN greatest(d.from_on, p.from_on)
     AND least(coalesce(d.to_on, DATE '9999-12-31'), p.to_on)
    GROUP BY ALL
),
counted AS (
    SELECT
        p.* EXCLUDE (recorded_no, first_day, last_day),
        last_c.workday_no - first_c.workday_no + first_c.is_workday::INTEGER AS workdays_on_roster,
        coalesce(o.workdays_off, 0) AS workdays_off
    FROM present AS p
    JOIN calendar AS first_c ON first_c.day = p.from_on
    JOIN calendar AS last_c ON last_c.day = p.to_on
    LEFT JOIN off_duty AS o USING (staff_id, month)
),
head AS (
    SELECT DISTINCT c.staff_id, c.month
    FROM counted AS c
    JOIN unit AS u
      ON u.head_id = c.staff_id AND u.valid_from <= c.to_on AND coalesce(u.valid_to, DATE '9999-12-31') >= c.to_on
)
SELECT
    counted.* EXCLUDE (workdays_on_roster, workdays_off) REPLACE (
        is_cadre OR (SELECT value::BOOLEAN FROM setting WHERE name = 'cadre_includes_clerical') AS is_cadre,
        CASE (SELECT value FROM setting WHERE name = 'central_group_members')
            WHEN 'posts' THEN is_leadership OR head.staff_id IS NOT NULL
            ELSE is_central_group
        END AS is_central_group
    ),
    (workdays_on_roster - workdays_off)::INTEGER AS workdays_on_duty,
    workdays_on_roster - workdays_off
        >= workdays * (SELECT value::DOUBLE FROM setting WHERE name = 'duty_min_share_of_workdays')
        AS on_duty
FROM counted
LEFT JOIN head ON head.staff_id = counted.staff_id AND head.month = counted.month;
