-- Activities by the policy's five areas.
SELECT
    unit_code,
    month,
    service_area,
    count(*)::INTEGER AS activities,
    sum(beneficiaries) AS beneficiaries,
    sum(women) AS women
FROM all_service_activities
WHERE month IN (SELECT unnest($months)) AND ($units IS NULL OR unit_code IN (SELECT unnest($units)))
GROUP BY ALL
ORDER BY unit_code, month, service_area;
