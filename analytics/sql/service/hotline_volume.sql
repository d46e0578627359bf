-- What the hotline took in: one observation per row of quick answers (their number) and one per hotline case,
-- in the month it was received. note = the rights category.
SELECT
    unit_code, NULL AS staff_id, month, answered AS numerator, NULL AS denominator, return_id, sheet, row_no,
    rights_category AS note
FROM all_quick_consultations
WHERE channel = 'hotline' AND rights_category <> 'total' AND answered IS NOT NULL
UNION ALL
SELECT unit_code, NULL, strftime(received_on, '%Y-%m'), 1, NULL, return_id, sheet, row_no, rights_category
FROM case_clock
WHERE channel = 'hotline'
