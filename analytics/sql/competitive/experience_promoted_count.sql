-- One observation per experience and level (provincial, national), in the month in which a return first told that it
-- was promoted there.
WITH promoted AS (
    SELECT
        h.unit_code,
        h.goal_id,
        h.promotion_level,
        min(h.month) AS month,
        min_by({'return_id': h.return_id, 'sheet': h.sheet, 'row_no': h.row_no}, (h.month, h.row_no)) AS behind
    FROM history_goals_outcomes AS h
    WHERE h.goal_type = 'experience' AND h.stage = 'promoted' AND h.promotion_level IN ('provincial', 'national')
    GROUP BY ALL
)
SELECT
    p.unit_code,
    NULL AS staff_id,
    p.month,
    1 AS numerator,
    NULL AS denominator,
    p.behind.return_id AS return_id,
    p.behind.sheet AS sheet,
    p.behind.row_no AS row_no,
    p.promotion_level AS note
FROM promoted AS p
