-- What came of the work, kept apart: outcome measures of activities, results and ratings of closed cases,
-- ratings of quick answers (not satisfied = dissatisfied: the sheet has no third number).
WITH counted AS (
    SELECT unit_code, month, 'outcome_measure' AS kind, outcome_measure AS code, outcome_value AS amount
    FROM all_service_activities
    WHERE outcome_measure IS NOT NULL AND outcome_value IS NOT NULL
    UNION ALL
    SELECT heir_of(unit_code, strftime(done_on, '%Y-%m')), strftime(done_on, '%Y-%m'), 'case_result', result, 1
    FROM case_clock
    WHERE done_on IS NOT NULL AND result IS NOT NULL
    UNION ALL
    SELECT heir_of(unit_code, strftime(done_on, '%Y-%m')), strftime(done_on, '%Y-%m'), 'satisfaction', coalesce(satisfaction, 'not_rated'), 1
    FROM case_clock
    WHERE done_on IS NOT NULL
    UNION ALL
    SELECT unit_code, month, 'satisfaction', rating.code,
           CASE rating.code
               WHEN 'satisfied' THEN coalesce(satisfied, 0)
               WHEN 'dissatisfied' THEN greatest(coalesce(rated, 0) - coalesce(satisfied, 0), 0)
               ELSE coalesce(answered, 0) - coalesce(rated, 0)
           END
    FROM all_quick_consultations
    CROSS JOIN (VALUES ('satisfied'), ('dissatisfied'), ('not_rated')) AS rating (code)
    WHERE rights_category <> 'total'
)
SELECT c.unit_code, c.month, c.kind, c.code, sum(c.amount)::DOUBLE AS amount
FROM counted AS c
JOIN current_return AS r USING (unit_code, month)
WHERE c.month IN (SELECT unnest($months)) AND ($units IS NULL OR c.unit_code IN (SELECT unnest($units)))
  AND (c.kind = 'outcome_measure' OR $persons IS NULL OR c.unit_code IN (SELECT unnest($persons)))
GROUP BY ALL
HAVING sum(c.amount) <> 0
ORDER BY c.unit_code, c.month, c.kind, c.code;
