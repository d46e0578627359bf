-- One observation per person whose appraisal of the year was decided by the month's end: met when it cites the
-- learning score. People who have left since count with the agency alone.
SELECT
    coalesce(s.unit_code, r.unit_code) AS unit_code,
    a.subject AS staff_id,
    q.month,
    a.learning_cited::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(a.learning_cited, 'score_cited', 'score_not_cited') AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
JOIN assessment AS a
  ON a.subject_kind = 'person' AND a.round = 'year' AND a.year = q.year::INTEGER AND a.decided_on <= q.as_of
LEFT JOIN staff_month AS s ON s.staff_id = a.subject AND s.month = q.month
