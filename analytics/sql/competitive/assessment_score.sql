-- One observation per person assessed and month: the weighted score of the latest round that has any score by then.
WITH latest_round AS (
    SELECT q.month, if(bool_or(a.round = 'year'), 'year', 'half_year') AS round
    FROM requested AS q
    JOIN assessment_result AS a ON a.year = q.year::INTEGER AND a.known_on <= q.settled_on
    WHERE a.subject_kind = 'person' AND a.scored
    GROUP BY q.month
)
SELECT
    d.unit_code,
    d.subject AS staff_id,
    d.month,
    a.score AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    a.round AS note
FROM requested AS q
JOIN latest_round AS r USING (month)
JOIN assessment_due AS d ON d.month = q.month AND d.round = r.round AND d.subject_kind = 'person'
JOIN assessment_result AS a
  ON a.subject_kind = 'person' AND a.subject = d.subject AND a.round = d.round AND a.year = q.year::INTEGER
 AND a.known_on <= q.settled_on
WHERE a.scored
