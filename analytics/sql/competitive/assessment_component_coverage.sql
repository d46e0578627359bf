-- One observation per person to be assessed and month: met when all three component scores of the round are recorded
-- by then. The round is the one that is due: the half-year's until November, the year's in December, as declared in
-- the two due dates.
SELECT
    d.unit_code,
    d.subject AS staff_id,
    d.month,
    coalesce(a.scored, false)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE WHEN a.scored THEN 'three_scores' WHEN a.subject IS NOT NULL THEN 'score_missing' ELSE 'not_assessed' END
        AS note
FROM requested AS q
JOIN assessment_due AS d
  ON d.month = q.month AND d.subject_kind = 'person' AND d.round = if(q.month[6:7] = '12', 'year', 'half_year')
LEFT JOIN assessment_result AS a
  ON a.subject_kind = 'person' AND a.subject = d.subject AND a.round = d.round AND a.year = q.year::INTEGER
 AND a.known_on <= q.as_of
