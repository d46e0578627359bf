-- One observation per department that must report and month: met with a leader in charge who is in post on the month's
-- last day (or today); and one for the agency: met with an overall leader, its head, in post.
SELECT
    u.code AS unit_code,
    NULL AS staff_id,
    u.month,
    (p.staff_id IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(u.must_report, 'leader_in_charge', 'overall_leader')
        || CASE WHEN p.staff_id IS NOT NULL THEN '' WHEN u.leader_id IS NULL THEN '_none' ELSE '_left' END AS note
FROM (
    SELECT q.month, q.as_of, u.code, u.must_report, if(u.must_report, u.supervisor_id, u.head_id) AS leader_id
    FROM requested AS q, LATERAL (SELECT * FROM in_force(q.as_of)) AS u
    WHERE u.must_report OR u.parent_code IS NULL
) AS u
LEFT JOIN LATERAL (SELECT DISTINCT i.staff_id FROM in_post(u.as_of) AS i WHERE i.staff_id = u.leader_id) AS p ON true
