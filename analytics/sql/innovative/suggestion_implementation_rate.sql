-- One observation per suggestion adopted this year by the month's end: met when it is put into practice by then.
SELECT
    s.unit_code,
    s.staff_id,
    q.month,
    coalesce(s.implementation = 'implemented' AND coalesce(s.implemented_on <= q.as_of, true), false)::INTEGER
        AS numerator,
    1 AS denominator,
    s.return_id,
    s.sheet,
    s.row_no,
    CASE
        WHEN numerator = 1 THEN 'implemented'
        WHEN s.implementation = 'implemented' THEN 'under_way'   -- later than this month
        ELSE coalesce(s.implementation, 'not_started')
    END AS note
FROM requested AS q
JOIN reviewed_suggestion AS s ON s.adopted AND year(s.counts_from) = q.year::INTEGER AND s.counts_from <= q.as_of
