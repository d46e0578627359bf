-- One observation per service brand as last reported up to the month, whatever year it is from: counted when it was
-- awarded (and perhaps spread since), or when it is finished and the agency's own decision is named in its evidence
-- (A24: unless the setting brand.recognition asks for the award).
WITH brand AS (
    SELECT
        g.*,
        CASE
            WHEN g.stage IN ('awarded', 'promoted') THEN 'brand_awarded'
            WHEN g.stage = 'completed' AND coalesce(trim(g.evidence), '') <> ''
                AND $brand_recognition = 'award_or_decision' THEN 'brand_recognised'
            ELSE 'brand_not_yet'
        END AS standing
    FROM requested AS q
    JOIN goal_as_of AS g USING (month)
    WHERE g.goal_type = 'brand' AND g.stage <> 'dropped'
)
SELECT
    unit_code,
    NULL AS staff_id,
    month,
    (standing <> 'brand_not_yet')::INTEGER AS numerator,
    NULL AS denominator,
    return_id,
    sheet,
    row_no,
    standing AS note
FROM brand
