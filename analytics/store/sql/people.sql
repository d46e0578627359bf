-- Everybody on the roster in a month, as on their last day in it, in roster order.
SELECT s.staff_id, s.name, s.name_en, s.unit_code, s.is_cadre, s.is_leadership, s.is_central_group, s.workdays_on_duty,
       s.from_on, s.to_on
FROM staff_month AS s
WHERE s.month = $month
ORDER BY s.unit_code, s.position, s.staff_id;
