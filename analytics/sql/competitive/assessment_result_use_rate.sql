-- One observation per appointment, in the month it was decided: met when its file cites the latest assessment.
SELECT
    r.unit_code,
    a.staff_id,
    a.month,
    a.assessment_cited::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(a.assessment_cited, 'assessment_cited', 'assessment_not_cited') AS note
FROM appointment_step AS a
JOIN root_unit AS r ON r.month = a.month
WHERE a.decided_on <= $today
