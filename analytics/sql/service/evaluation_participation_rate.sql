-- One observation per case closed, in the month of closing, and one per row of quick answers (sums): rated or
-- not.
SELECT
    unit_code,
    NULL AS staff_id,
    strftime(done_on, '%Y-%m') AS month,
    coalesce(satisfaction IN ('satisfied', 'basically', 'dissatisfied'), false)::INTEGER AS numerator,
    1 AS denominator,
    return_id,
    sheet,
    row_no,
    coalesce(satisfaction, 'not_rated') AS note
FROM case_clock
WHERE done_on IS NOT NULL
UNION ALL
SELECT unit_code, NULL, month, coalesce(rated, 0), answered, return_id, sheet, row_no, 'quick_answers'
FROM all_quick_consultations
WHERE rights_category <> 'total' AND answered > 0
