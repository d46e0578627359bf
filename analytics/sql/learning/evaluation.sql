-- Everybody on the roster in the month with their learning evaluation, in roster order. not_ranked: why they have no
-- place; NULL = they have one. provisional = a return of this year that may name them is not
-- accepted yet.
WITH requested AS (
    SELECT m.month, m.first_day, m.last_day, left(m.month, 4) AS year, least(m.last_day, $today) AS as_of
    FROM calendar_month AS m
    WHERE m.month = $month
),
evaluated AS (
    /* include learning/evaluation_totals.sql */
),
waiting AS (
    SELECT DISTINCT s.staff_id
    FROM staff_month AS s
    JOIN current_return AS r ON r.unit_code = s.unit_code AND r.month = s.month
    JOIN requested AS q ON left(r.month, 4) = q.year AND r.month <= q.month
    WHERE r.return_status = 'provisional'
)
SELECT
    s.staff_id,
    s.name,
    s.name_en,
    s.unit_code,
    y.duty_months,
    e.total,
    e.band,
    e.place,
    CASE
        WHEN NOT y.ranked THEN 'too_few_months'
        WHEN e.staff_id IS NULL THEN 'not_reported'
        WHEN e.total IS NULL THEN 'nothing_to_judge'
    END AS not_ranked,
    e.absences,
    e.course_completed,
    e.hours_a_day,
    e.hours_met,
    e.staff_id IS NOT NULL AND s.staff_id IN (SELECT staff_id FROM waiting) AS provisional,
    coalesce(e.items, []) AS items
FROM staff_month AS s
JOIN staff_year AS y ON y.staff_id = s.staff_id AND y.year = left(s.month, 4)
LEFT JOIN evaluated AS e ON e.staff_id = s.staff_id
LEFT JOIN unit AS u
  ON u.code = s.unit_code AND u.valid_from <= s.to_on AND coalesce(u.valid_to, DATE '9999-12-31') >= s.to_on
WHERE s.month = $month
ORDER BY u.position, s.unit_code, s.position, s.staff_id
