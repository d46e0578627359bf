-- The learning evaluation of each person: one row per month and person on the roster whose unit has reported this year.
-- total = points of 100, the items left out made up for by the others; NULL = no item at all. band = the band of the
-- total; the best one also asks for both gates and no absence without leave. place = among those ranked, best first,
-- equal totals share one; NULL = not ranked. items = the list of their items, as in evaluation_items.sql.
WITH fact AS MATERIALIZED (
    /* include learning/evaluation_facts.sql */
),
item AS (
    /* include learning/evaluation_items.sql */
),
total AS (
    SELECT
        month,
        staff_id,
        round(sum(score) * 100 / nullif(sum(weight) FILTER (WHERE share IS NOT NULL), 0), 2) AS total,
        list({'item': item, 'weight': weight, 'share': share, 'score': score, 'missing': missing}) AS items
    FROM item
    GROUP BY ALL
),
gated AS (
    SELECT
        f.month,
        f.unit_code,
        f.staff_id,
        f.ranked,
        f.absences,
        f.course_completed,
        f.hours_a_day,
        coalesce(f.hours_a_day >= $evaluation_hours_gate, false) AS hours_met,
        t.total,
        t.items
    FROM fact AS f
    JOIN total AS t USING (month, staff_id)
)
SELECT
    *,
    CASE
        WHEN total >= $evaluation_excellent AND course_completed AND hours_met AND absences = 0 THEN 'excellent'
        WHEN total >= $evaluation_good THEN 'good'
        WHEN total >= $evaluation_pass THEN 'pass'
        WHEN total IS NOT NULL THEN 'fail'
    END AS band,
    CASE WHEN ranked AND total IS NOT NULL THEN rank() OVER (
        PARTITION BY month, ranked AND total IS NOT NULL ORDER BY total DESC
    ) END AS place
FROM gated
