-- One row per person on the roster in the month, with the working days and months on duty.
SELECT
    s.staff_id,
    s.name,
    s.name_en,
    s.unit_code,
    s.is_cadre,
    s.is_leadership,
    s.is_central_group,
    s.on_duty,
    s.workdays_on_duty,
    y.duty_months,
    y.ranked
FROM staff_month AS s
JOIN staff_year AS y ON y.staff_id = s.staff_id AND y.year = left(s.month, 4)
LEFT JOIN unit AS u
  ON u.code = s.unit_code AND u.valid_from <= s.to_on AND coalesce(u.valid_to, DATE '9999-12-31') >= s.to_on
WHERE s.month = $month AND ($units IS NULL OR s.unit_code IN (SELECT unnest($units)))
ORDER BY u.position, s.unit_code, s.position, s.staff_id
