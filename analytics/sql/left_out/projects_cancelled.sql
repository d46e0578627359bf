-- Research projects cancelled this year.
SELECT p.unit_code, p.lead_id AS staff_id, p.month, p.return_id, p.sheet, p.row_no, 'project_cancelled' AS note
FROM requested AS q
JOIN project_as_of AS p USING (month)
WHERE p.stage = 'cancelled' AND year(p.stage_on) >= q.year::INTEGER
