-- One observation per matter and period (a requested month, or its year so far) in which it was past a limit of
-- the law and still unmet: 15 calendar days without the visitor being told, 60 (with an extension 90) without
-- being closed. As far as the returns show: an unmet limit counts up to the end of the month last reported; a
-- month that is not reported is left out.
WITH over AS (
    SELECT
        unit_code,
        case_id,
        return_id,
        sheet,
        row_no,
        step,
        bound_on + 1 AS over_from,
        -- the last day on which it is known to have been over
        least(bound_met_on - 1, ended_on - 1, last_day(CAST(month || '-01' AS DATE))) AS over_until
    FROM case_step
    WHERE bound_on IS NOT NULL
),
requested_period AS (
    SELECT month, as_of, 'month' AS period, first_day FROM requested
    UNION ALL
    SELECT month, as_of, 'year', make_date(year::INTEGER, 1, 1) FROM requested
)
SELECT
    o.unit_code,
    NULL AS staff_id,
    p.month,
    1 AS numerator,
    1 AS denominator,
    o.return_id,
    o.sheet,
    o.row_no,
    if(bool_or(o.step = 'first_response'), 'past_acceptance_bound', 'past_closure_bound') AS note,
    p.period
FROM over AS o
JOIN requested_period AS p
  ON o.over_from <= o.over_until AND o.over_from <= p.as_of AND o.over_until >= p.first_day
WHERE p.period = 'year'
   OR EXISTS (SELECT 1 FROM current_return AS r WHERE r.unit_code = heir_of(o.unit_code, p.month) AND r.month = p.month)
GROUP BY o.unit_code, o.case_id, p.month, p.period, o.return_id, o.sheet, o.row_no
