-- One observation per award of the year decided by then: met when its file cites the assessment. Undated awards count
-- from 31 December of their year.
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    a.assessment_cited::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(a.assessment_cited, 'assessment_cited', 'assessment_not_cited') AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
JOIN award AS a
  ON a.year = q.year::INTEGER AND a.result = 'awarded'
 AND coalesce(a.decided_on, make_date(a.year, 12, 31)) <= q.settled_on
