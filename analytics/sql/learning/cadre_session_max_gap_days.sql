-- One observation per agency cadre session held after another: the calendar days since the one before, less the
-- statutory holidays between them. It belongs to the month of the later session.
WITH held AS (
    SELECT DISTINCT held_on
    FROM study_session
    WHERE type = 'cadre_theory' AND status = 'held' AND held_on <= $today
),
gap AS (
    SELECT held_on, lag(held_on) OVER (ORDER BY held_on) AS before_on FROM held
)
SELECT
    r.unit_code,
    NULL AS staff_id,
    r.month,
    g.held_on - g.before_on - (
        SELECT count(*)
        FROM calendar AS c
        WHERE c.kind = 'holiday' AND c.day > g.before_on AND c.day < g.held_on
    ) AS numerator,
    NULL AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    'days_between_sessions' AS note
FROM gap AS g
JOIN root_unit AS r ON r.month = strftime(g.held_on, '%Y-%m')
WHERE g.before_on IS NOT NULL
