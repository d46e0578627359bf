-- Three observations per month: the head, the deputies and the members of the leading group are those the policy names,
-- by the roster and the heads of departments on the month's last day (or today).
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    coalesce(bool_and(s.seated), test.seat = 'deputy')::INTEGER AS numerator,  -- no other leaders: nothing is missing
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    'group_' || test.seat || if(numerator = 1, '', '_missing') AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
CROSS JOIN (VALUES ('head'), ('deputy'), ('member')) AS test (seat)
LEFT JOIN (
    SELECT q.month, s.seat, s.seated FROM requested AS q, LATERAL (SELECT * FROM leading_group_seats(q.as_of)) AS s
) AS s ON s.month = q.month AND s.seat = test.seat
GROUP BY r.unit_code, q.month, test.seat
