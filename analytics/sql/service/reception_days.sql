-- Reception days dated in the months, planned ones too. One that was planned, has passed and was never recorded is
-- 'unrecorded'. Visitors and matters are told to those who may see single matters.
SELECT
    strftime(d.held_on, '%Y-%m') AS month,
    d.held_on,
    d.planned_leader_id,
    d.actual_leader_id,
    if(d.status = 'planned' AND d.held_on < $today, 'unrecorded', d.status) AS outcome,
    d.place,
    if($counted, d.visitors, NULL) AS visitors,
    if($counted, d.matters, NULL) AS matters
FROM reception_day AS d
WHERE strftime(d.held_on, '%Y-%m') IN (SELECT unnest($months))
ORDER BY d.held_on, d.planned_leader_id
