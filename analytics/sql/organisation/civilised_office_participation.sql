-- One observation per department that must report and month: met when it takes part this year by then, whatever came
-- of it; undated entries count for the whole year.
WITH entry AS (
    SELECT
        q.month,
        a.nominee,
        if(coalesce(a.decided_on, q.first_day) <= q.settled_on, a.result, 'declared') AS result
    FROM requested AS q
    JOIN award AS a
      ON a.award = 'civilised_office' AND a.year = q.year::INTEGER
     AND coalesce(a.declared_on, a.decided_on, q.first_day) <= q.settled_on
)
SELECT
    u.code AS unit_code,
    NULL AS staff_id,
    q.month,
    (e.nominee IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    coalesce('office_' || e.result, 'office_no_part') AS note
FROM requested AS q
JOIN unit AS u
  ON u.must_report AND u.valid_from <= q.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= q.last_day
LEFT JOIN entry AS e ON e.nominee = u.code AND e.month = q.month
