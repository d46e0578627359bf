-- One observation per cadre on duty whose unit has reported this year, once a mobilisation discussion was held this
-- year (in December also when none was): met when the cadre was present at one.
WITH discussion AS (
    SELECT q.month
    FROM requested AS q
    WHERE q.month[6:7] = '12' OR EXISTS (
        SELECT 1 FROM study_session AS s
        WHERE s.type = 'mobilisation' AND s.status = 'held' AND strftime(s.held_on, '%Y') = q.year
          AND s.held_on <= q.as_of
    )
),
present AS (
    SELECT
        q.month,
        a.staff_id,
        min_by({'return_id': a.return_id, 'sheet': a.sheet, 'row_no': a.row_no}, (a.held_on, a.row_no)) AS behind
    FROM requested AS q
    JOIN session_attendance AS a ON left(a.month, 4) = q.year AND a.month <= q.month
    WHERE a.type = 'mobilisation' AND a.attended
    GROUP BY ALL
)
SELECT
    p.unit_code,
    p.staff_id,
    p.month,
    (a.behind IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    a.behind.return_id AS return_id,
    a.behind.sheet AS sheet,
    a.behind.row_no AS row_no,
    if(a.behind IS NULL, 'missed', 'session_attended') AS note
FROM discussion AS d
JOIN person_to_judge AS p ON p.month = d.month AND p.is_cadre
LEFT JOIN present AS a ON a.staff_id = p.staff_id AND a.month = p.month
