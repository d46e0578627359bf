-- One row per suggestion reported in the months, with its review. valid: it counts for the proposer.
SELECT
    s.unit_code,
    s.month,
    s.suggestion_id,
    s.proposed_on,
    if(s.named, s.staff_id, NULL) AS staff_id,
    if(s.named, s.name, NULL) AS name,
    if(s.named, s.name_en, NULL) AS name_en,
    s.title,
    s.channel,
    s.field,
    s.content,
    coalesce(r.result, 'pending') AS result,
    r.implementation,
    r.award,
    r.decided_on,
    coalesce(trim(r.award), '') <> '' OR EXISTS (
        SELECT 1 FROM award AS w
        WHERE w.award = 'excellent_suggestion' AND w.nominee = s.suggestion_id AND w.result = 'awarded'
    ) AS awarded,
    v.suggestion_id IS NOT NULL AS valid,
    s.return_id,
    s.row_no
FROM (
    SELECT a.*, p.name, p.name_en, $persons IS NULL OR a.unit_code IN (SELECT unnest($persons)) AS named
    FROM all_suggestions AS a
    LEFT JOIN staff_month AS p USING (staff_id, month)
) AS s
LEFT JOIN suggestion_review AS r ON r.suggestion_id = s.suggestion_id
LEFT JOIN valid_suggestion AS v ON v.return_id = s.return_id AND v.row_no = s.row_no
WHERE s.month IN (SELECT unnest($months)) AND ($units IS NULL OR s.unit_code IN (SELECT unnest($units)))
ORDER BY s.month, s.unit_code, s.suggestion_id
