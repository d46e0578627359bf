-- What the unit reported in each of its latest $most returns before the month, for the comparison with its own past
-- (V31).
WITH past AS (
    SELECT return_id, month
    FROM current_return
    WHERE unit_code = $unit_code AND month < $month
    ORDER BY month DESC
    LIMIT $most
)
SELECT
    month,
    (SELECT count(*) FROM sheet_service_cases AS c
     WHERE c.return_id = past.return_id AND strftime(c.received_at, '%Y-%m') = past.month)::DOUBLE AS cases_received,
    (SELECT count(*) FROM sheet_suggestions AS s WHERE s.return_id = past.return_id)::DOUBLE AS suggestions,
    (SELECT count(*) FROM sheet_service_activities AS a WHERE a.return_id = past.return_id)::DOUBLE AS activities,
    (SELECT coalesce(sum(a.beneficiaries), 0) FROM sheet_service_activities AS a WHERE a.return_id = past.return_id)
        AS beneficiaries,
    (SELECT coalesce(sum(p.self_study_hours), 0) FROM sheet_personal_study AS p WHERE p.return_id = past.return_id)
        AS self_study_hours
FROM past
ORDER BY month;
