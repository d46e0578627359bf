-- One observation per person on duty and month: met with a debrief (述学) given this year by then.
WITH debrief AS (
    SELECT
        q.month,
        e.staff_id,
        bool_or(e.status IN ('taken', 'resit')) AS given,
        bool_or(e.status = 'excused') AS excused
    FROM requested AS q
    JOIN exam AS e ON e.type = 'debrief' AND year(e.held_on) = q.year::INTEGER AND e.held_on <= q.as_of
    GROUP BY ALL
)
SELECT
    s.unit_code,
    s.staff_id,
    s.month,
    coalesce(d.given, false)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    CASE WHEN d.given THEN 'debrief_given' WHEN d.excused THEN 'debrief_put_off' ELSE 'no_debrief' END AS note
FROM requested AS q
JOIN staff_month AS s ON s.month = q.month AND s.on_duty
LEFT JOIN debrief AS d ON d.staff_id = s.staff_id AND d.month = s.month
