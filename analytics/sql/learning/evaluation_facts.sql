-- What a person's learning evaluation is made from, as at each requested month's end: one row per month and person on
-- the roster whose unit has reported this year. NULL = nothing of the kind. completed and due: attendances, make-up
-- counted; absences without leave; months_written of note_months; halves = half-years with an exchange attended;
-- exam_mean of the exams on whose list they were, those missed counting 0, those let off or not marked left out;
-- exam_owed: on duty in the month of one, on its list or not.
WITH person AS (
    SELECT q.month, q.year, q.as_of, s.unit_code, s.staff_id, s.joined_on, y.ranked
    FROM requested AS q
    JOIN staff_month AS s ON s.month = q.month
    JOIN reported_so_far AS r ON r.unit_code = s.unit_code AND r.month = s.month
    JOIN staff_year AS y ON y.staff_id = s.staff_id AND y.year = q.year
),
attendance AS (
    SELECT q.month, o.staff_id, sum(o.numerator) AS completed, sum(o.denominator) AS due
    FROM requested AS q
    JOIN (
        /* include learning/study_completion_rate.sql */
    ) AS o ON left(o.month, 4) = q.year AND o.month <= q.month
    GROUP BY ALL
),
absence AS (
    SELECT q.month, o.staff_id, sum(o.numerator) AS absences
    FROM requested AS q
    JOIN (
        /* include learning/unexcused_absence_count.sql */
    ) AS o ON left(o.month, 4) = q.year AND o.month <= q.month
    GROUP BY ALL
),
notes AS (
    SELECT month, staff_id, sum(numerator) AS months_written, sum(denominator) AS note_months
    FROM (
        /* include learning/study_note_monthly_rate.sql */
    )
    WHERE period = 'year'
    GROUP BY ALL
),
exchange AS (
    SELECT
        q.month,
        a.staff_id,
        count(DISTINCT a.month > q.year || '-06') FILTER (WHERE a.type = 'exchange' AND a.attended) AS halves,
        coalesce(bool_or(a.spoke = 'yes'), false) AS spoke
    FROM requested AS q
    JOIN session_attendance AS a ON left(a.month, 4) = q.year AND a.month <= q.month
    WHERE a.type IN ('exchange', 'central_group')
    GROUP BY ALL
),
debrief AS (
    SELECT
        q.month,
        e.staff_id,
        arg_max_null({'grade': e.grade, 'peer_score': e.peer_score}, e.held_on)
            FILTER (WHERE e.status IN ('taken', 'resit')) AS given,
        bool_or(e.status = 'excused') AS put_off
    FROM requested AS q
    JOIN exam AS e ON e.type = 'debrief' AND year(e.held_on) = q.year::INTEGER AND e.held_on <= q.as_of
    GROUP BY ALL
),
exams AS (
    SELECT
        q.month,
        e.staff_id,
        avg(CASE WHEN e.sat THEN e.score WHEN NOT e.excused THEN 0 END) AS exam_mean,
        bool_or(e.sat) AS sat
    FROM requested AS q
    JOIN exam_as_of AS e ON e.month = q.month AND left(e.exam_month, 4) = q.year
    GROUP BY ALL
),
exam_owed AS (
    SELECT DISTINCT e.month, s.staff_id
    FROM (SELECT DISTINCT q.month, e.exam_month
          FROM requested AS q
          JOIN exam_as_of AS e ON e.month = q.month AND left(e.exam_month, 4) = q.year) AS e
    JOIN staff_month AS s ON s.month = e.exam_month AND s.on_duty
),
course AS (
    SELECT DISTINCT q.month, c.staff_id
    FROM requested AS q
    JOIN all_personal_study AS c ON left(c.month, 4) = q.year AND c.month <= q.month
    WHERE c.course_type = 'single_subject' AND c.course_status = 'completed'
),
study AS (
    SELECT q.month, t.staff_id, sum(t.hours) / nullif(sum(t.workdays), 0) AS hours_a_day
    FROM requested AS q
    JOIN study_time AS t ON left(t.month, 4) = q.year AND t.month <= q.month
    JOIN current_return AS r ON r.unit_code = t.unit_code AND r.month = t.month
    GROUP BY ALL
)
SELECT
    p.month,
    p.as_of,
    p.unit_code,
    p.staff_id,
    p.ranked,
    a.completed,
    a.due,
    coalesce(u.absences, 0) AS absences,
    n.months_written,
    n.note_months,
    coalesce(x.halves, 0) AS halves,
    coalesce(x.spoke, false) AS spoke,
    d.staff_id IS NOT NULL AND d.given IS NOT NULL AS debriefed,
    d.given.grade AS debrief_grade,
    d.given.peer_score AS peer_score,
    coalesce(d.put_off, false) AS debrief_put_off,
    p.month IN (SELECT month FROM debrief) AS debriefs_held,
    CAST(p.year || '-' || $debrief_due AS DATE) AS debrief_due_on,
    e.exam_mean,
    e.staff_id IS NOT NULL AS on_exam_list,
    coalesce(e.sat, false) AS exam_sat,
    p.month IN (SELECT month FROM exams) AS exams_held,
    o.staff_id IS NOT NULL AS exam_owed,
    y.plan_filed_on,
    greatest(CAST(p.year || '-' || $plan_due AS DATE), p.joined_on + $plan_joiner_days) AS plan_due_on,
    c.staff_id IS NOT NULL AS course_completed,
    s.hours_a_day
FROM person AS p
LEFT JOIN attendance AS a USING (month, staff_id)
LEFT JOIN absence AS u USING (month, staff_id)
LEFT JOIN notes AS n USING (month, staff_id)
LEFT JOIN exchange AS x USING (month, staff_id)
LEFT JOIN debrief AS d USING (month, staff_id)
LEFT JOIN exams AS e USING (month, staff_id)
LEFT JOIN exam_owed AS o USING (month, staff_id)
LEFT JOIN course AS c USING (month, staff_id)
LEFT JOIN study AS s USING (month, staff_id)
LEFT JOIN person_year AS y ON y.staff_id = p.staff_id AND y.year = p.year::INTEGER AND y.plan_filed_on <= p.as_of
