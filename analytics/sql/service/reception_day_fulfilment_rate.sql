-- One observation per planned reception day that has passed, with the leader it was planned for: met when it was held,
-- by the leader or a stand-in. A day that was moved is taken out when the leader's next day in the register is near
-- enough to be the new one: that day counts for itself. Until the days allowed for moving are over it is still open.
-- Every day a past month has less than the agency ought to plan (A15: setting reception.days_per_month) is one not held,
-- from the first month there is a day of.
WITH reception AS (
    SELECT
        strftime(held_on, '%Y-%m') AS month,
        planned_leader_id,
        status,
        held_on,
        lead(held_on) OVER (PARTITION BY planned_leader_id ORDER BY held_on) AS next_on
    FROM reception_day
),
judged AS (
    SELECT
        month,
        planned_leader_id,
        CASE
            WHEN status IN ('held', 'stand_in', 'cancelled') THEN status
            WHEN status = 'planned' THEN 'unrecorded'
            WHEN next_on <= held_on + $reception_moved_within_days THEN 'moved'
            WHEN held_on + $reception_moved_within_days >= $today THEN 'to_be_moved'
            ELSE 'moved_not_held'
        END AS outcome
    FROM reception
    WHERE held_on < $today OR (held_on = $today AND status IN ('held', 'stand_in'))
)
SELECT
    coalesce(s.unit_code, r.unit_code) AS unit_code,
    j.planned_leader_id AS staff_id,
    j.month,
    (j.outcome IN ('held', 'stand_in'))::INTEGER AS numerator,
    (j.outcome NOT IN ('moved', 'to_be_moved'))::INTEGER AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    'reception_' || j.outcome AS note
FROM judged AS j
JOIN root_unit AS r USING (month)
LEFT JOIN staff_month AS s ON s.staff_id = j.planned_leader_id AND s.month = j.month
UNION ALL
SELECT r.unit_code, NULL, m.month, 0, 1, NULL, NULL, NULL, 'reception_none_planned'
FROM (
    SELECT c.month, unnest(range($reception_days_per_month - count(p.month)))
    FROM calendar_month AS c
    LEFT JOIN reception AS p USING (month)
    WHERE c.last_day < $today AND c.month >= (SELECT min(month) FROM reception)
    GROUP BY c.month
) AS m
JOIN root_unit AS r USING (month)
