-- One observation per department that must report and month: met when both its gaps and its measures of the year are
-- registered by then; undated entries count for the whole year.
WITH filed AS (
    SELECT
        q.month,
        i.unit_code,
        bool_or(i.item = 'department_gaps') AS gaps,
        bool_or(i.item = 'department_measures') AS measures
    FROM requested AS q
    JOIN institution AS i ON i.year = q.year::INTEGER AND coalesce(i.effective_on, q.first_day) <= q.as_of
    WHERE i.item IN ('department_gaps', 'department_measures')
    GROUP BY ALL
)
SELECT
    u.code AS unit_code,
    NULL AS staff_id,
    q.month,
    coalesce(f.gaps AND f.measures, false)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE
        WHEN f.gaps AND f.measures THEN 'gaps_and_measures'
        WHEN f.gaps THEN 'measures_missing'
        WHEN f.measures THEN 'gaps_missing'
        ELSE 'no_gap_analysis'
    END AS note
FROM requested AS q
JOIN unit AS u
  ON u.must_report AND u.valid_from <= q.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= q.last_day
LEFT JOIN filed AS f ON f.unit_code = u.code AND f.month = q.month
