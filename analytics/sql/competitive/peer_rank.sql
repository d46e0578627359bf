-- One observation per comparison with peers published this year by then, with the number of peers in its denominator.
-- The figure is the place in the latest comparison within the province, which is what the policy aims at; the others
-- are listed without a numerator.
WITH published AS (
    SELECT
        q.month,
        e.level,
        e.rank,
        e.peers,
        e.level = 'provincial' AS counts
    FROM requested AS q
    JOIN external_rating AS e
      ON e.title = 'peer_comparison' AND e.year = q.year::INTEGER AND e.rank IS NOT NULL
     AND coalesce(e.decided_on, make_date(e.year, 12, 31)) <= q.settled_on
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    p.month,
    CASE WHEN p.counts THEN p.rank END AS numerator,
    p.peers AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    'compared_' || p.level AS note
FROM published AS p
JOIN root_unit AS r USING (month)
