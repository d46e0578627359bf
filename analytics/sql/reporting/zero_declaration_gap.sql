-- One observation per file refused because a sheet was empty and not declared 零报告 (findings V05.empty_with_data and
-- V05.say_zero); stored versions never have such a gap.
SELECT
    e.unit_code, NULL AS staff_id, e.month, 1 AS numerator, NULL AS denominator, e.return_id, NULL AS sheet,
    NULL AS row_no, e.kind AS note
FROM known_event AS e
JOIN unit_month AS u USING (unit_code, month)
WHERE e.kind = 'refused'
  AND list_has_any(json_extract_string(e.detail, '$.codes[*]'), ['V05.empty_with_data', 'V05.say_zero'])
