-- What the learning and innovation indicators share.

-- root_unit: one row a month: the unit at the top of the tree on the month's last day; agency-only facts count
-- for it.
CREATE OR REPLACE VIEW root_unit AS
SELECT m.month, u.code AS unit_code
FROM calendar_month AS m
JOIN unit AS u
  ON u.parent_code IS NULL
 AND u.valid_from <= m.last_day
 AND coalesce(u.valid_to, DATE '9999-12-31') >= m.last_day;

-- reported_so_far: unit and month with at least one return of that year up to the month. A unit that is not
-- here is unknown and left out of yearly rates; it is never a zero.
CREATE OR REPLACE VIEW reported_so_far AS
SELECT r.unit_code, m.month, count(*)::INTEGER AS months_reported
FROM current_return AS r
JOIN calendar_month AS m ON left(m.month, 4) = left(r.month, 4) AND r.month <= m.month
GROUP BY ALL;

-- staff_year: one row per person and year on the roster. duty_months = on-duty months of the whole year as the
-- roster now stands; duty_since = the first of them; ranked = enough of them to be judged (catalogue 0, 不参评
-- otherwise).
CREATE OR REPLACE VIEW staff_year AS
SELECT
    staff_id,
    left(month, 4) AS year,
    (count(*) FILTER (WHERE on_duty))::INTEGER AS duty_months,
    min(month) FILTER (WHERE on_duty) AS duty_since,
    count(*) FILTER (WHERE on_duty)
        >= (SELECT value::INTEGER FROM setting WHERE name = 'duty_min_months_for_ranking') AS ranked
FROM staff_month
GROUP BY ALL;

-- person_to_judge: one row per person on duty at a month's end whose unit has reported this year: the
-- population of the yearly duties (POP-STAFF; POP-CADRE with is_cadre), with the person's year.
CREATE OR REPLACE VIEW person_to_judge AS
SELECT s.staff_id, s.unit_code, s.month, s.is_cadre, y.duty_months, y.duty_since, y.ranked
FROM staff_month AS s
JOIN reported_so_far AS r ON r.unit_code = s.unit_code AND r.month = s.month
JOIN staff_year AS y ON y.staff_id = s.staff_id AND y.year = left(s.month, 4)
WHERE s.on_duty;

-- session_attendance: one row per attendance at a held session, with the session's facts. attended = there, if
-- late or only in part; excused = official or statutory leave or off duty,
-- or sick leave where the office reads it so (A26); made_up = in the days allowed after
-- the session.
CREATE OR REPLACE VIEW session_attendance AS
SELECT
    a.*,
    s.held_on,
    s.hours,
    s.type,
    a.status IN ('present', 'late', 'left_early') AS attended,
    a.status IN ('official_leave', 'statutory_leave', 'off_duty')
        OR (a.status = 'sick_leave' AND (SELECT value FROM setting WHERE name = 'attendance_sick_leave') = 'excused')
        AS excused,
    coalesce(
        a.status IN ('sick_leave', 'personal_leave', 'official_leave')
        AND a.made_up_on > s.held_on
        AND a.made_up_on <= s.held_on
            + (SELECT value::INTEGER FROM setting WHERE name = 'make_up_within_days'),
        false
    ) AS made_up
FROM all_study_attendance AS a
JOIN study_session AS s ON s.session_id = a.session_id AND s.status = 'held';

-- study_time: what adds up to hours of study and to the working days they are held against, per person and
-- month, in the department of the person's month end: rows of own study (hours), rows of sessions attended
-- (hours; unless the setting hours.include_collective says no) and one row with the working days on duty.
CREATE OR REPLACE VIEW study_time AS
WITH on_duty AS (
    SELECT staff_id, month, unit_code, workdays_on_duty FROM staff_month WHERE workdays_on_duty > 0
)
SELECT
    d.unit_code, p.staff_id, p.month, p.self_study_hours AS hours, 0 AS workdays,
    p.return_id, p.sheet, p.row_no, 'self_study' AS note
FROM all_personal_study AS p
JOIN on_duty AS d USING (staff_id, month)
WHERE p.self_study_hours IS NOT NULL
UNION ALL
SELECT d.unit_code, a.staff_id, a.month, a.hours, 0, a.return_id, a.sheet, a.row_no, 'session_attended'
FROM session_attendance AS a
JOIN on_duty AS d USING (staff_id, month)
WHERE a.attended
  AND (SELECT value::BOOLEAN FROM setting WHERE name = 'hours_include_collective')
UNION ALL
SELECT d.unit_code, d.staff_id, d.month, 0, d.workdays_on_duty, NULL, NULL, NULL, 'workdays_on_duty'
FROM on_duty AS d;

-- staff_fortnight: one row per person and due fortnight with the unit of the month it is judged in. on_duty: on
-- duty for at least the set share of its working days. known = the returns of both months it touches are there.
CREATE OR REPLACE VIEW staff_fortnight AS
WITH present AS (
    SELECT
        s.staff_id,
        s.unit_code,
        f.month,
        strftime(f.first_day, '%Y-%m') AS first_month,
        f.first_day,
        f.last_day,
        f.workdays,
        greatest(f.first_day, s.joined_on) AS from_on,
        least(f.last_day, coalesce(s.left_on, DATE '9999-12-31')) AS to_on
    FROM fortnight AS f
    JOIN staff_month AS s ON s.month = f.month
    WHERE f.due
),
on_roster AS (
    SELECT p.staff_id, p.last_day, count(*) AS workdays_on_roster
    FROM present AS p
    JOIN calendar AS c ON c.is_workday AND c.day BETWEEN p.from_on AND p.to_on
    GROUP BY ALL
),
off_duty AS (
    SELECT p.staff_id, p.last_day, count(DISTINCT c.day) AS workdays_off
    FROM present AS p
    JOIN duty AS d
      ON d.staff_id = p.staff_id AND d.from_on <= p.to_on AND coalesce(d.to_on, DATE '9999-12-31') >= p.from_on
    JOIN calendar AS c
      ON c.is_workday AND c.day BETWEEN greatest(d.from_on, p.from_on)
     AND least(coalesce(d.to_on, DATE '9999-12-31'), p.to_on)
    GROUP BY ALL
)
SELECT
    p.* EXCLUDE (from_on, to_on),
    coalesce(r.workdays_on_roster, 0) - coalesce(o.workdays_off, 0)
        >= p.workdays * (SELECT value::DOUBLE FROM setting WHERE name = 'duty_min_share_of_workdays')
        AS on_duty,
    earlier.unit_code IS NULL OR EXISTS (
        SELECT 1 FROM current_return AS c WHERE c.unit_code = earlier.unit_code AND c.month = p.first_month
    ) AS known
FROM present AS p
LEFT JOIN on_roster AS r USING (staff_id, last_day)
LEFT JOIN off_duty AS o USING (staff_id, last_day)
LEFT JOIN staff_month AS earlier ON earlier.staff_id = p.staff_id AND earlier.month = p.first_month;
