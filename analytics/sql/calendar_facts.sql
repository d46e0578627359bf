-- One row a month: working days and due fortnights of the year so far (catalogue 0, P-WD and P-FN).
SELECT
    m.month,
    sum(m.workdays) OVER year_so_far AS workdays,
    (SELECT count(*) FROM fortnight AS f WHERE f.due AND f.year = left(m.month, 4) AND f.last_day <= m.last_day)
        AS due_fortnights
FROM calendar_month AS m
WINDOW year_so_far AS (PARTITION BY left(m.month, 4) ORDER BY m.month)
ORDER BY m.month;
