-- Every version of every unit, in the office's order.
SELECT code, name_zh, name_en, short_zh, short_en, kind, parent_code, has_window, must_report, head_id, supervisor_id,
       contact, aliases, valid_from, valid_to
FROM unit
ORDER BY position, code, valid_from;
