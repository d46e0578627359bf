-- One row per return that waits for review: the newest version of its unit and month, not decided on yet.
SELECT
    v.unit_code,
    v.month,
    v.return_id,
    v.version,
    v.received_at,
    v.received_by,
    v.return_type = 'correction' AS is_correction,
    v.correction_note,
    v.row_count,
    v.is_zero_return,
    len(list_filter(json_extract_string(v.findings, '$[*].severity'), lambda s: s = 'confirm'))::INTEGER AS confirmed,
    len(list_filter(json_extract_string(v.findings, '$[*].severity'), lambda s: s = 'note'))::INTEGER AS notes,
    CAST(v.received_at AS DATE) > d.due_on AS is_late
FROM return_state AS v
JOIN current_return AS c ON c.return_id = v.return_id
JOIN deadline AS d ON d.month = v.month
WHERE v.state = 'submitted' AND ($units IS NULL OR v.unit_code IN (SELECT unnest($units)))
ORDER BY v.received_at, v.return_id;
