-- What the competition and organisation indicators share.

-- assessment_due: everybody and every department that a round of assessment (half_year | year) is owed for, as seen
-- at the end of each month. The half-year round is held with June's roster and departments, the year's with
-- December's; before that the month's own count. People: on duty, with enough on-duty months in the year to be judged.
CREATE OR REPLACE VIEW assessment_due AS
WITH held AS (
    SELECT m.month, r.round, least(m.month, left(m.month, 4) || r.last_month) AS held_in
    FROM calendar_month AS m
    CROSS JOIN (VALUES ('half_year', '-06'), ('year', '-12')) AS r (round, last_month)
)
SELECT h.month, h.round, 'person' AS subject_kind, s.staff_id AS subject, s.unit_code
FROM held AS h
JOIN staff_month AS s ON s.month = h.held_in AND s.on_duty
JOIN staff_year AS y ON y.staff_id = s.staff_id AND y.year = left(s.month, 4) AND y.ranked
UNION ALL
SELECT h.month, h.round, 'department', u.code, u.code
FROM held AS h
JOIN calendar_month AS m ON m.month = h.held_in
JOIN unit AS u
  ON u.must_report AND u.valid_from <= m.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= m.last_day;

-- assessment_result: every recorded assessment.
-- known_on   the day of the decision; undated ones count from the day they were due, 15 July or 31 December
-- scored     all three component scores are there          concluded  these, or a grade
-- score      their weighted mean on the 100 scale (settings assessment.*_weight); NULL unless scored. Divided by the
--            sum of the weights, because the office changes one weight at a time.
CREATE OR REPLACE VIEW assessment_result AS
WITH weight AS (
    SELECT
        max(try_cast(value AS DOUBLE)) FILTER (WHERE name = 'assessment_duties_weight') AS duties,
        max(try_cast(value AS DOUBLE)) FILTER (WHERE name = 'assessment_civility_weight') AS civility,
        max(try_cast(value AS DOUBLE)) FILTER (WHERE name = 'assessment_key_work_weight') AS key_work
    FROM setting
)
SELECT
    a.* EXCLUDE (recorded_no),
    coalesce(a.decided_on, if(a.round = 'half_year', make_date(a.year, 7, 15), make_date(a.year, 12, 31))) AS known_on,
    a.duties_score IS NOT NULL AND a.civility_score IS NOT NULL AND a.key_work_score IS NOT NULL AS scored,
    scored OR a.grade IS NOT NULL AS concluded,
    (w.duties * a.duties_score + w.civility * a.civility_score + w.key_work * a.key_work_score)
        / nullif(w.duties + w.civility + w.key_work, 0) AS score
FROM assessment AS a
CROSS JOIN weight AS w;

-- appointment_step: every appointment with whether the policy's rule for posts of section head and above applies to
-- it (competitive), and if not why: lateral | transferred | grade_promotion | below_section_head. The lowest rank it
-- applies to, and whether promotion in grade is a post, are readings (A13). all_steps = exam, open competition and
-- democratic recommendation, each of them, or any where the office reads it so (A14).
CREATE OR REPLACE VIEW appointment_step AS
WITH read AS (
    SELECT
        max(value) FILTER (WHERE name = 'competition_lowest_rank') AS lowest_rank,
        max(value) FILTER (WHERE name = 'competition_grade_promotion_counts') = 'true' AS grade_counts,
        max(value) FILTER (WHERE name = 'competition_steps') AS steps
    FROM setting
),
ranks AS (
    SELECT ['section_deputy', 'section_head', 'county_deputy', 'county_head'] AS upward
)
SELECT
    a.* EXCLUDE (recorded_no),
    strftime(a.decided_on, '%Y-%m') AS month,
    CASE
        WHEN a.type IN ('lateral', 'transferred') OR (a.type = 'grade_promotion' AND NOT r.grade_counts) THEN a.type
        WHEN coalesce(list_position(upward, a.post_rank), 0) < list_position(upward, r.lowest_rank)
            THEN 'below_section_head'
    END AS exempt,
    exempt IS NULL AS competitive,
    if(r.steps = 'any', a.exam OR a.open_competition OR a.recommendation,
       a.exam AND a.open_competition AND a.recommendation) AS all_steps
FROM appointment AS a
CROSS JOIN read AS r
CROSS JOIN ranks;

-- in_post(on_day): everybody on the roster on a day, as then.
CREATE OR REPLACE MACRO in_post(on_day) AS TABLE
SELECT s.staff_id, s.unit_code, s.is_cadre, s.is_leadership, s.post_rank
FROM staff AS s
WHERE s.valid_from <= on_day AND coalesce(s.valid_to, DATE '9999-12-31') >= on_day
  AND s.joined_on <= on_day AND coalesce(s.left_on, DATE '9999-12-31') >= on_day;

-- in_force(on_day): the units there are on a day, as then.
CREATE OR REPLACE MACRO in_force(on_day) AS TABLE
SELECT u.code, u.parent_code, u.must_report, u.head_id, u.supervisor_id, u.position
FROM unit AS u
WHERE u.valid_from <= on_day AND coalesce(u.valid_to, DATE '9999-12-31') >= on_day;

-- leading_group_seats(on_day): who the policy wants in the leading group on a day: one row a seat.
-- seat      head: the agency's head · deputy: every other leader · member: the head of every department, the party
--           branch's among them, and the departments' deputies where the office reads it so (A21)
-- staff_id  who holds the post that goes with the seat; NULL = the post is vacant, or its holder has left
-- role      what the holder is in the group that day, NULL = nothing        seated  the seat is rightly taken
-- A leader who also heads a department sits as a deputy already: any role will do for the department's seat. The group
-- has one head: a second one leaves the seat wrongly taken.
CREATE OR REPLACE MACRO leading_group_seats(on_day) AS TABLE
WITH chair AS (
    SELECT u.code, u.head_id FROM in_force(on_day) AS u WHERE u.parent_code IS NULL
),
wanted AS (
    SELECT 'head' AS seat, c.code AS unit_code, c.head_id AS holder FROM chair AS c
    UNION ALL
    SELECT 'deputy', p.unit_code, p.staff_id
    FROM in_post(on_day) AS p
    WHERE p.is_leadership AND p.staff_id NOT IN (SELECT head_id FROM chair WHERE head_id IS NOT NULL)
    UNION ALL
    SELECT 'member', u.code, u.head_id FROM in_force(on_day) AS u WHERE u.must_report
    UNION ALL
    SELECT 'member', p.unit_code, p.staff_id
    FROM in_post(on_day) AS p
    JOIN in_force(on_day) AS u ON u.code = p.unit_code AND u.must_report
    WHERE p.post_rank = 'section_deputy' AND p.staff_id IS DISTINCT FROM u.head_id
      AND (SELECT value::BOOLEAN FROM setting WHERE name = 'leading_group_includes_deputies')
),
seated_now AS (
    SELECT g.staff_id, min_by(g.role, list_position(['head', 'deputy', 'member'], g.role)) AS role
    FROM leading_group AS g
    WHERE g.from_on <= on_day AND coalesce(g.to_on, DATE '9999-12-31') >= on_day
    GROUP BY g.staff_id
)
SELECT
    w.seat,
    w.unit_code,
    p.staff_id,
    if(p.staff_id IS NULL, NULL, n.role) AS role,
    coalesce(
        p.staff_id IS NOT NULL AND CASE w.seat
            WHEN 'head' THEN n.role = 'head' AND (SELECT count(*) FROM seated_now WHERE role = 'head') = 1
            WHEN 'deputy' THEN n.role = 'deputy'
            ELSE n.role IS NOT NULL
        END,
        false
    ) AS seated
FROM wanted AS w
LEFT JOIN (SELECT DISTINCT staff_id FROM in_post(on_day)) AS p ON p.staff_id = w.holder
LEFT JOIN seated_now AS n ON n.staff_id = w.holder;
