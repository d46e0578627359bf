-- One observation per suggestion reviewed this year by the month's end: the days from proposal to decision.
SELECT
    s.unit_code,
    s.staff_id,
    q.month,
    s.decided_on - s.proposed_on AS numerator,
    NULL AS denominator,
    s.return_id,
    s.sheet,
    s.row_no,
    s.result AS note
FROM requested AS q
JOIN reviewed_suggestion AS s ON year(s.decided_on) = q.year::INTEGER AND s.decided_on <= q.as_of
WHERE s.proposed_on <= s.decided_on
