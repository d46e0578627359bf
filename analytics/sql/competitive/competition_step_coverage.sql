-- Three observations per appointment the rule applies to (post of section head or above, no lateral move, transfer or
-- promotion in grade), in the month it was decided: one a step, met when that step is recorded.
SELECT
    r.unit_code,
    a.staff_id,
    a.month,
    step.done::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    step.name || if(step.done, '_done', '_missing') AS note
FROM (
    SELECT
        *,
        unnest([
            {'name': 'exam', 'done': exam},
            {'name': 'open_competition', 'done': open_competition},
            {'name': 'recommendation', 'done': recommendation}
        ]) AS step
    FROM appointment_step
    WHERE competitive AND decided_on <= $today
) AS a
JOIN root_unit AS r ON r.month = a.month
