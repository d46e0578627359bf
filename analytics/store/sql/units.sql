-- Units as on the last day of a month, in the office's order.
SELECT code, name_zh, name_en, short_zh, short_en, kind, parent_code, has_window, must_report, head_id, supervisor_id,
       contact, aliases
FROM unit
WHERE valid_from <= $day AND coalesce(valid_to, DATE '9999-12-31') >= $day
QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid_from DESC) = 1
ORDER BY position, code;
