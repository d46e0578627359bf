-- What each unit reported in its latest $most returns before its month, for the comparison with its own past (V31).
-- $units and $months name them in pairs.
WITH asked AS (
    SELECT unnest($units) AS unit_code, unnest($months) AS before
),
past AS (
    SELECT a.unit_code, a.before, c.return_id, c.month
    FROM asked AS a
    JOIN current_return AS c ON c.unit_code = a.unit_code AND c.month < a.before
    QUALIFY row_number() OVER (PARTITION BY a.unit_code, a.before ORDER BY c.month DESC) <= $most
)
SELECT
    unit_code,
    before,
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
ORDER BY unit_code, before, month;
