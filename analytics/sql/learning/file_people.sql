-- Everybody on the roster in the month (with $staff_id: that person), with the facts that head a learning file: never the
-- date of birth. Roster order.
SELECT
    s.staff_id,
    s.name,
    s.name_en,
    s.unit_code,
    coalesce(u.name_zh, s.unit_code) AS unit_zh,
    coalesce(u.name_en, s.unit_code) AS unit_en,
    s.education,
    s.degree_in_progress,
    s.post_rank,
    s.post_since,
    s.is_cadre,
    s.is_leadership,
    s.is_central_group,
    s.joined_on,
    s.left_on,
    y.duty_months,
    p.plan_filed_on,
    p.plan_topics,
    p.half_year_checked_on
FROM staff_month AS s
JOIN staff_year AS y ON y.staff_id = s.staff_id AND y.year = left(s.month, 4)
LEFT JOIN unit AS u
  ON u.code = s.unit_code AND u.valid_from <= s.to_on AND coalesce(u.valid_to, DATE '9999-12-31') >= s.to_on
LEFT JOIN person_year AS p ON p.staff_id = s.staff_id AND p.year = left(s.month, 4)::INTEGER
WHERE s.month = $month AND ($staff_id IS NULL OR s.staff_id = $staff_id)
ORDER BY u.position, s.unit_code, s.position, s.staff_id
