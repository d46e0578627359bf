-- Suggestions of the year so far that do not count: reviewed as a duplicate, withdrawn, or not by a cadre.
SELECT
    s.unit_code, s.staff_id, q.month, s.return_id, s.sheet, s.row_no,
    CASE r.result
        WHEN 'duplicate' THEN 'suggestion_duplicate' WHEN 'withdrawn' THEN 'suggestion_withdrawn' ELSE 'not_a_cadre'
    END AS note
FROM requested AS q
JOIN all_suggestions AS s ON left(s.month, 4) = q.year AND s.month <= q.month
LEFT JOIN suggestion_review AS r USING (suggestion_id)
LEFT JOIN valid_suggestion AS v ON v.return_id = s.return_id AND v.row_no = s.row_no
WHERE v.return_id IS NULL
