-- One observation per goal of any type planned to be finished this year by now: met when finished (or at a
-- later stage). Dropped goals stay in the denominator.
SELECT
    g.unit_code,
    NULL AS staff_id,
    g.month,
    g.finished::INTEGER AS numerator,
    1 AS denominator,
    g.return_id,
    g.sheet,
    g.row_no,
    g.stage AS note
FROM requested AS q
JOIN goal_as_of AS g USING (month)
WHERE strftime(g.due_on, '%Y') = q.year AND g.due_on <= q.as_of
