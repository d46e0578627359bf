-- Agency cadre sessions that are planned or were cancelled.
SELECT r.unit_code, NULL AS staff_id, r.month, NULL AS return_id, NULL AS sheet, NULL AS row_no,
       if(s.status = 'cancelled', 'session_cancelled', 'session_planned') AS note
FROM study_session AS s
JOIN root_unit AS r ON r.month = strftime(s.held_on, '%Y-%m')
WHERE s.type = 'cadre_theory' AND s.status <> 'held'
