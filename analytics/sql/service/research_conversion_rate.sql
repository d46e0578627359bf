-- As at each requested month's end: one observation per project finished (结题 or later) this year, met when it
-- has been put to use.
SELECT
    p.unit_code,
    NULL AS staff_id,
    p.month,
    (p.stage = 'adopted')::INTEGER AS numerator,
    1 AS denominator,
    p.return_id,
    p.sheet,
    p.row_no,
    p.stage AS note
FROM requested AS q
JOIN project_as_of AS p USING (month)
WHERE p.stage_no >= 6 AND year(p.completed_on) = q.year::INTEGER
