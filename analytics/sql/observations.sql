-- The observations behind one figure of one indicator; measures.py puts the indicator's query in place.
WITH requested AS (
    SELECT m.month, m.first_day, m.last_day, left(m.month, 4) AS year, least(m.last_day, $today) AS as_of,
           if(m.month[6:7] = '12', $today, as_of) AS settled_on
    FROM calendar_month AS m
    WHERE m.month IN (SELECT unnest($months))
),
listed AS (
    /* observations */
),
observation AS (
    -- what still counts for a closed department after its last month counts for the one that took over from it
    SELECT l.* REPLACE (heir_of(l.unit_code, l.month) AS unit_code)
    FROM listed AS l
)
SELECT o.* EXCLUDE (indicator, given_period)
FROM observation AS o
WHERE o.month BETWEEN $first_month AND $last_month
  AND ($period IS NULL OR o.given_period = $period)
  AND ($units IS NULL OR o.unit_code IN (SELECT unnest($units)))
  AND ($unit_code IS NULL OR o.unit_code IN (SELECT unit_code FROM unit_ancestor WHERE ancestor_code = $unit_code))
  AND ($staff_id IS NULL OR o.staff_id = $staff_id)
  AND (
      NOT $needs_return
      OR EXISTS (SELECT 1 FROM current_return AS r WHERE r.unit_code = o.unit_code AND r.month = o.month)
  )
ORDER BY o.month, o.unit_code, o.staff_id, o.return_id, o.row_no;
