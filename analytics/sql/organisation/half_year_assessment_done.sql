-- One observation per department and per person to be assessed in the half-year round, and month: met with a result
-- (a grade, or all three component scores) by then.
SELECT
    d.unit_code,
    if(d.subject_kind = 'person', d.subject, NULL) AS staff_id,
    d.month,
    coalesce(a.concluded, false)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    d.subject_kind || if(numerator = 1, '_assessed', '_not_assessed') AS note
FROM requested AS q
JOIN assessment_due AS d ON d.month = q.month AND d.round = 'half_year'
LEFT JOIN assessment_result AS a
  ON a.subject_kind = d.subject_kind AND a.subject = d.subject AND a.round = d.round AND a.year = q.year::INTEGER
 AND a.known_on <= q.as_of
