-- One observation per return the office has decided on: met when it was accepted without having been sent back
-- first. A return still waiting for its review is not counted yet.
SELECT
    t.unit_code,
    NULL AS staff_id,
    t.month,
    (t.sent_back_count = 0)::INTEGER AS numerator,
    1 AS denominator,
    t.first_return_id AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(t.sent_back_count = 0, 'accepted_at_once', 'sent_back') AS note
FROM return_timing AS t
WHERE t.accepted OR t.sent_back_count > 0
