-- Everybody on the roster in the month with what their year's award is judged by: their learning evaluation (all its
-- columns), goals and goals_finished (their own innovation goals due this year, dropped ones among them; NULL = not a
-- cadre, or none), complaints (upheld, about them as first responder).
WITH evaluated AS (
    /* include learning/evaluation.sql */
),
goal AS (
    SELECT g.owner_id AS staff_id, count(*) AS goals, count(*) FILTER (WHERE g.finished) AS goals_finished
    FROM goal_as_of AS g
    WHERE g.month = $month AND g.goal_type = 'personal_goal' AND year(g.due_on) = $year
    GROUP BY ALL
)
SELECT
    e.*,
    s.is_cadre,
    g.goals,
    g.goals_finished,
    coalesce(p.complaints_upheld, 0) AS complaints
FROM evaluated AS e
JOIN staff_month AS s ON s.staff_id = e.staff_id AND s.month = $month
LEFT JOIN goal AS g ON g.staff_id = e.staff_id AND s.is_cadre
LEFT JOIN person_year AS p ON p.staff_id = e.staff_id AND p.year = $year
