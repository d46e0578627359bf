-- Every case that was open at the end of $as_of, as far as the returns show, with the next thing to be done.
-- A limit that ends before $judged_on has passed (the day after a month that is over; today otherwise).
-- next_step: first_response, closure, referral, or reply (referred, and no answer from the body in charge yet).
WITH open_case AS (
    SELECT *
    FROM (
        SELECT * REPLACE (heir_of(unit_code, strftime($as_of::DATE, '%Y-%m')) AS unit_code)
        FROM case_clock
        WHERE received_on <= $as_of
          AND (done_on IS NULL OR done_on > $as_of)
          AND (withdrawn_on IS NULL OR withdrawn_on > $as_of)
    )
    WHERE $units IS NULL OR unit_code IN (SELECT unnest($units))
),
open_step AS (
    SELECT heir_of(unit_code, strftime($as_of::DATE, '%Y-%m')) AS unit_code, case_id, received_at, step, due_on,
           coalesce(bound_on < $as_of, false) AS past_bound
    FROM case_step
    WHERE received_on <= $as_of AND (over_on IS NULL OR over_on > $as_of)
    UNION ALL
    SELECT unit_code, case_id, received_at, 'reply', CAST(referred_on + $referral_followup_days AS DATE), false
    FROM open_case
    WHERE referred_on <= $as_of
),
next_step AS (
    SELECT
        unit_code,
        case_id,
        received_at,
        min_by(step, due_on) AS next_step,
        min(due_on) AS due_on,
        bool_or(past_bound) AS past_statutory
    FROM open_step
    GROUP BY ALL
)
SELECT
    $as_of::DATE AS as_of,
    c.unit_code,
    c.case_id,
    c.matter_type,
    c.rights_category,
    c.jurisdiction,
    c.channel,
    coalesce(c.subcategory = 'dv', false) AS is_dv,
    c.received_at,
    c.first_response_due_on,
    if(c.jurisdiction = 'in_scope', c.close_due_on, c.refer_due_on) AS limit_on,
    n.next_step,
    n.due_on,
    (due.workday_no - now.workday_no)::INTEGER AS days_left,
    n.due_on < $judged_on AS overdue,
    n.due_on >= $judged_on AND due.workday_no - now.workday_no <= $service_near_workdays AS near,
    n.past_statutory,
    (now.workday_no - received.workday_no)::INTEGER AS days_open,
    coalesce(c.chase_count, 0)::INTEGER AS chase_count,
    c.first_responder_id AS owner_id,
    owner.name AS owner,
    owner.name_en AS owner_en,
    c.month AS reported_in,
    c.return_id,
    c.sheet,
    c.row_no
FROM open_case AS c
JOIN next_step AS n USING (unit_code, case_id, received_at)
JOIN calendar AS now ON now.day = $as_of
JOIN calendar AS due ON due.day = n.due_on
JOIN calendar AS received ON received.day = c.received_on
LEFT JOIN (
    SELECT staff_id, max_by(name, valid_from) AS name, max_by(name_en, valid_from) AS name_en
    FROM staff
    GROUP BY ALL
) AS owner ON owner.staff_id = c.first_responder_id
ORDER BY is_dv DESC, n.due_on, c.unit_code, c.case_id, c.received_at;
