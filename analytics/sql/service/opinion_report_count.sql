-- As at each requested month's end: one observation per project sent up (报送) this year with a recipient and
-- document number. The form has no other row for opinions sent up: goals and outcomes are declared for awards.
SELECT
    p.unit_code, NULL AS staff_id, p.month, 1 AS numerator, NULL AS denominator, p.return_id, p.sheet, p.row_no,
    p.stage AS note
FROM requested AS q
JOIN project_as_of AS p USING (month)
WHERE p.stage_no >= 7 AND year(p.submitted_on) = q.year::INTEGER AND trim(coalesce(p.submitted_as, '')) <> ''
