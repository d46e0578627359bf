-- One observation per matter referred, in the month of its thirtieth day after the referral, as that month's
-- return showed it: met when the matter was closed by that day (a reply) or had been chased by then. Returns
-- say how often a matter was chased, not when, so a chase counts when the return of that month knows of it.
WITH referral AS (
    SELECT *, CAST(referred_on + $referral_followup_days AS DATE) AS reply_due_on
    FROM history_service_cases
    WHERE referred_on IS NOT NULL
),
as_reported_then AS (
    -- the last return up to that month; for a matter first reported later, the first one
    SELECT *, month <= strftime(reply_due_on, '%Y-%m') AS known_then
    FROM referral
    QUALIFY row_number() OVER (
        PARTITION BY line_code, case_id, year(received_at)
        ORDER BY known_then DESC, if(known_then, month, NULL) DESC, month, row_no DESC
    ) = 1
),
judged AS (
    SELECT
        *,
        coalesce(status <> 'withdrawn' AND closed_on <= reply_due_on, false) AS replied,
        coalesce(chase_count, 0) >= 1 AS chased,
        status = 'withdrawn'
            AND coalesce(closed_on, CAST(month || '-01' AS DATE)) <= reply_due_on AS withdrawn_before
    FROM as_reported_then
)
SELECT
    unit_code,
    NULL AS staff_id,
    strftime(reply_due_on, '%Y-%m') AS month,
    (replied OR chased)::INTEGER AS numerator,
    1 AS denominator,
    return_id,
    sheet,
    row_no,
    CASE WHEN replied THEN 'replied' WHEN chased THEN 'chased' ELSE 'not_followed_up' END AS note
FROM judged
WHERE reply_due_on < $today AND NOT withdrawn_before
