-- One observation per valid suggestion of the year so far, in the department that reported it, and one per
-- cadre on duty at the month's end, in their own department, for the headcount.
SELECT
    s.unit_code,
    s.staff_id,
    q.month,
    1 AS numerator,
    0 AS denominator,
    s.return_id,
    s.sheet,
    s.row_no,
    coalesce(s.result, 'pending') AS note
FROM requested AS q
JOIN valid_suggestion AS s ON left(s.month, 4) = q.year AND s.month <= q.month
UNION ALL
SELECT p.unit_code, p.staff_id, p.month, 0, 1, NULL, NULL, NULL, 'headcount'
FROM requested AS q
JOIN person_to_judge AS p ON p.month = q.month AND p.is_cadre
