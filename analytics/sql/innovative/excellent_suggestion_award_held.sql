-- One observation per month: met when the year's award for excellent suggestions was decided by then with at least
-- one winner.
WITH award_round AS (
    SELECT
        q.month,
        bool_or(coalesce(a.declared_on, a.decided_on) <= q.as_of) AS has_nominee,
        bool_or(a.result = 'awarded' AND a.decided_on <= q.as_of) AS has_winner
    FROM requested AS q
    JOIN award AS a ON a.award = 'excellent_suggestion' AND a.year = q.year::INTEGER
    GROUP BY q.month
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    coalesce(a.has_winner, false)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE WHEN a.has_winner THEN 'award_made' WHEN a.has_nominee THEN 'award_undecided' ELSE 'no_award' END AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
LEFT JOIN award_round AS a ON a.month = q.month
