-- One observation per hotline row with call counts (rights category 合计): calls answered of calls that came in.
SELECT
    unit_code, NULL AS staff_id, month, coalesce(calls_answered, 0) AS numerator, calls_in AS denominator,
    return_id, sheet, row_no, 'calls' AS note
FROM all_quick_consultations
WHERE channel = 'hotline' AND rights_category = 'total' AND calls_in > 0
