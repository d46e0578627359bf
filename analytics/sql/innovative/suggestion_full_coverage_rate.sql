-- One observation per cadre to be judged and month: met with the number that earns full marks (setting
-- suggestion.full, scaled by the year's on-duty months and rounded up) of valid suggestions this year by then.
WITH proposed AS (
    SELECT q.month, s.staff_id, count(*) AS suggestions
    FROM requested AS q
    JOIN valid_suggestion AS s ON left(s.month, 4) = q.year AND s.month <= q.month
    GROUP BY ALL
),
judged AS (
    SELECT
        p.unit_code,
        p.staff_id,
        p.month,
        coalesce(s.suggestions, 0) >= ceil($suggestion_full * p.duty_months / 12) AS enough
    FROM requested AS q
    JOIN person_to_judge AS p ON p.month = q.month AND p.is_cadre AND p.ranked
    LEFT JOIN proposed AS s ON s.staff_id = p.staff_id AND s.month = p.month
)
SELECT
    unit_code,
    staff_id,
    month,
    enough::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    if(enough, 'enough_suggestions', 'too_few_suggestions') AS note
FROM judged
