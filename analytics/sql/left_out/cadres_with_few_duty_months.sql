-- Cadres on duty whose year has too few on-duty months for them to be judged (catalogue 0, 不参评).
SELECT unit_code, staff_id, p.month, NULL AS return_id, NULL AS sheet, NULL AS row_no, 'few_duty_months' AS note
FROM requested AS q
JOIN person_to_judge AS p ON p.month = q.month AND p.is_cadre
WHERE NOT p.ranked
