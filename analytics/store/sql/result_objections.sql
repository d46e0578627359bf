-- Every objection to a year's lists, the oldest first. outcome, reply, answered_*: NULL = not answered yet.
SELECT
    o.objection_no,
    o.list_no,
    l.version,
    o.staff_id,
    r.name,
    r.name_en,
    o.received_on,
    o.words,
    e.recorded_by,
    a.outcome,
    a.words AS reply,
    a.reply_no,
    f.recorded_at AS answered_at,
    f.recorded_by AS answered_by
FROM result_objection AS o
JOIN result_list AS l ON l.list_no = o.list_no
JOIN result_row AS r ON r.list_no = o.list_no AND r.staff_id = o.staff_id
JOIN event AS e ON e.event_no = o.objection_no
LEFT JOIN result_reply AS a ON a.objection_no = o.objection_no
LEFT JOIN event AS f ON f.event_no = a.reply_no
WHERE l.year = $year
ORDER BY o.objection_no
