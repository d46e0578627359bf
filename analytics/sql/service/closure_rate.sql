-- One observation per matter of the cohort a requested month (or its year so far) received: met when it had
-- been closed by the end of that month. Matters withdrawn by then are taken out; months without a return are
-- left out.
WITH cohort AS (
    SELECT c.*, strftime(c.received_on, '%Y-%m') AS received_month
    FROM case_clock AS c
    JOIN current_return AS r ON r.unit_code = c.unit_code AND r.month = strftime(c.received_on, '%Y-%m')
),
judged AS (
    SELECT c.* EXCLUDE (month), q.month, q.year, coalesce(c.done_on <= q.as_of, false) AS closed
    FROM requested AS q
    JOIN cohort AS c ON left(c.received_month, 4) = q.year AND c.received_on <= q.as_of
    WHERE c.withdrawn_on IS NULL OR c.withdrawn_on > q.as_of
)
SELECT
    j.unit_code,
    NULL AS staff_id,
    j.month,
    j.closed::INTEGER AS numerator,
    1 AS denominator,
    j.return_id,
    j.sheet,
    j.row_no,
    if(j.closed, 'closed', 'open') AS note,
    p.period
FROM judged AS j
JOIN (VALUES ('month'), ('year')) AS p (period) ON p.period = 'year' OR j.received_month = j.month
