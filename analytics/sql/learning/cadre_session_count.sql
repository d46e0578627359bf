-- One observation per agency cadre session held.
SELECT
    r.unit_code,
    NULL AS staff_id,
    r.month,
    1 AS numerator,
    NULL AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    'session_held' AS note
FROM study_session AS s
JOIN root_unit AS r ON r.month = strftime(s.held_on, '%Y-%m')
WHERE s.type = 'cadre_theory' AND s.status = 'held' AND s.held_on <= $today
