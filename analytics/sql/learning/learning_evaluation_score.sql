-- One observation per person on the roster to be ranked and month: the points of their learning evaluation so far.
SELECT
    unit_code,
    staff_id,
    month,
    total AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    band AS note
FROM (
    /* include learning/evaluation_totals.sql */
)
WHERE ranked AND total IS NOT NULL
