-- One observation per case rated on closing, in the month of closing, and one per row of quick answers (sums).
SELECT
    unit_code,
    NULL AS staff_id,
    strftime(done_on, '%Y-%m') AS month,
    (satisfaction IN ('satisfied', 'basically'))::INTEGER AS numerator,
    1 AS denominator,
    return_id,
    sheet,
    row_no,
    coalesce(satisfaction, 'not_rated') AS note
FROM case_clock
WHERE done_on IS NOT NULL AND satisfaction IN ('satisfied', 'basically', 'dissatisfied')
UNION ALL
SELECT unit_code, NULL, month, coalesce(satisfied, 0), rated, return_id, sheet, row_no, 'quick_answers'
FROM all_quick_consultations
WHERE rights_category <> 'total' AND rated > 0
