-- One observation per appointment, in the month it was decided: to a post of section head or above, met when exam, open
-- competition and democratic recommendation are all recorded. Appointments the rule does not apply to are listed, with
-- the reason, and count for nothing.
SELECT
    r.unit_code,
    a.staff_id,
    a.month,
    (a.competitive AND a.all_steps)::INTEGER AS numerator,
    a.competitive::INTEGER AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    coalesce(a.exempt, if(a.all_steps, 'all_steps', 'step_missing')) AS note
FROM appointment_step AS a
JOIN root_unit AS r ON r.month = a.month
WHERE a.decided_on <= $today
