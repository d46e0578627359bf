-- One observation per suggestion that answered the golden-idea call.
SELECT
    s.unit_code,
    s.staff_id,
    s.month,
    1 AS numerator,
    NULL AS denominator,
    s.return_id,
    s.sheet,
    s.row_no,
    'suggestion' AS note
FROM all_suggestions AS s
WHERE s.channel = 'idea_call'
