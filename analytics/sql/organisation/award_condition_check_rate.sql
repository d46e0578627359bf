-- One observation per nominee of any award of the year named by then: met when the check of its conditions is stored by
-- then. Undated nominees count from 31 December of their year; an undated check counts with its nominee.
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    coalesce(a.checked_on <= q.as_of, a.check_passed IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN numerator = 0 THEN 'conditions_not_checked'
        WHEN a.check_passed THEN 'conditions_met'
        WHEN NOT a.check_passed THEN 'conditions_not_met'
        ELSE 'conditions_checked'
    END AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
JOIN award AS a
  ON a.year = q.year::INTEGER AND coalesce(a.declared_on, a.decided_on, make_date(a.year, 12, 31)) <= q.as_of
