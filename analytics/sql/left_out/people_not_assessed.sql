-- People on duty whose year has too few on-duty months for them to be assessed (catalogue 0, 不参评).
SELECT s.unit_code, s.staff_id, s.month, NULL AS return_id, NULL AS sheet, NULL AS row_no, 'few_duty_months' AS note
FROM requested AS q
JOIN staff_month AS s ON s.month = q.month AND s.on_duty
JOIN staff_year AS y ON y.staff_id = s.staff_id AND y.year = q.year
WHERE NOT y.ranked
