-- The items of the learning evaluation (catalogue 8): one row per month, person and item. weight = its points; share =
-- what of them is earned (0-1), NULL = left out of this person's evaluation, and missing says why; score = the points,
-- after deduction. With the setting evaluation.gates_scored the two gates are items too, and the six make room for them.
-- Reads the CTE `fact`: evaluation_facts.sql.
WITH points AS (
    SELECT
        unnest(['attendance', 'notes', 'exam', 'debrief', 'plan', 'exchange']) AS item,
        unnest([
            $evaluation_weight_attendance, $evaluation_weight_notes, $evaluation_weight_exam,
            $evaluation_weight_debrief, $evaluation_weight_plan, $evaluation_weight_exchange
        ]) AS points
),
gate AS (
    SELECT
        unnest(['course', 'hours']) AS item,
        unnest([$evaluation_weight_course, $evaluation_weight_hours]) AS points
    WHERE $evaluation_gates_scored
),
weight AS (
    SELECT item, points * (100 - (SELECT coalesce(sum(points), 0) FROM gate)) / 100 AS weight FROM points
    UNION ALL
    SELECT item, points FROM gate
),
grade AS (
    SELECT unnest(['excellent', 'good', 'fair']) AS grade,
           unnest([$evaluation_debrief_excellent, $evaluation_debrief_good, $evaluation_debrief_fair]) AS share
),
debrief AS (
    -- the leading group's grade; with the setting evaluation.peer_share a part of it is the peers' score where there is one
    SELECT
        f.month,
        f.staff_id,
        g.share + if(f.peer_score IS NULL, 0, $evaluation_peer_share * (f.peer_score / 100 - g.share)) AS share
    FROM fact AS f
    JOIN grade AS g ON g.grade = f.debrief_grade
),
item AS (
    SELECT month, staff_id, 'attendance' AS item, if(due > 0, least(completed / due, 1), NULL) AS share,
           absences * $evaluation_absence_points AS deduction, 'no_sessions' AS missing
    FROM fact
    UNION ALL
    SELECT month, staff_id, 'notes', months_written / nullif(note_months, 0), 0, 'no_duty_months'
    FROM fact
    UNION ALL
    SELECT month, staff_id, 'exam', CASE WHEN on_exam_list THEN exam_mean / 100 WHEN exam_owed THEN 0 END, 0,
           CASE
               WHEN exam_sat THEN 'not_marked_yet'
               WHEN on_exam_list THEN 'excused'
               WHEN exams_held THEN 'off_duty_then'
               ELSE 'not_held_yet'
           END
    FROM fact
    UNION ALL
    SELECT f.month, f.staff_id, 'debrief',
           CASE
               WHEN f.debriefed THEN d.share
               WHEN f.debriefs_held AND NOT f.debrief_put_off AND f.as_of > f.debrief_due_on THEN 0
           END,
           0,
           CASE
               WHEN f.debriefed THEN 'not_marked_yet'
               WHEN f.debrief_put_off THEN 'excused'
               WHEN f.debriefs_held THEN 'not_due_yet'
               ELSE 'not_held_yet'
           END
    FROM fact AS f
    LEFT JOIN debrief AS d USING (month, staff_id)
    UNION ALL
    SELECT month, staff_id, 'plan',
           CASE
               WHEN plan_filed_on <= plan_due_on THEN 1
               WHEN plan_filed_on <= plan_due_on + $evaluation_plan_late_days THEN $evaluation_plan_late
               WHEN plan_filed_on IS NOT NULL OR as_of > plan_due_on THEN 0
           END,
           0, 'not_due_yet'
    FROM fact
    UNION ALL
    SELECT month, staff_id, 'exchange',
           $evaluation_exchange_half_year * halves + $evaluation_exchange_speech * spoke::INTEGER, 0, NULL
    FROM fact
    UNION ALL
    SELECT month, staff_id, 'course', course_completed::INTEGER, 0, NULL
    FROM fact
    UNION ALL
    SELECT month, staff_id, 'hours', (hours_a_day >= $evaluation_hours_gate)::INTEGER, 0, 'no_duty_months'
    FROM fact
)
SELECT
    i.month,
    i.staff_id,
    i.item,
    w.weight,
    i.share,
    CASE WHEN i.share IS NOT NULL THEN round(greatest(w.weight * i.share - i.deduction, 0), 2) END AS score,
    if(i.share IS NULL, i.missing, NULL) AS missing
FROM item AS i
JOIN weight AS w USING (item)
