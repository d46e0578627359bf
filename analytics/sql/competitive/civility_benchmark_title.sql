-- One observation per month: met when the year's application is recorded by then; the note says what came of it.
WITH rating AS (
    -- the best of the year's entries; an undated application counts for the whole year
    SELECT
        q.month,
        bool_or(e.status = 'held' AND coalesce(e.decided_on, q.first_day) <= q.settled_on) AS held,
        bool_or(e.status = 'lost' AND coalesce(e.decided_on, q.first_day) <= q.settled_on) AS lost
    FROM requested AS q
    JOIN external_rating AS e
      ON e.title = 'civility_benchmark' AND e.year = q.year::INTEGER
     AND coalesce(e.applied_on, e.decided_on, q.first_day) <= q.settled_on
    GROUP BY q.month
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    (e.month IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN e.held THEN 'rating_held'
        WHEN e.lost THEN 'rating_lost'
        WHEN e.month IS NOT NULL THEN 'rating_applied'
        ELSE 'rating_not_applied'
    END AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
LEFT JOIN rating AS e USING (month)
