-- One observation per person and half-year that has ended, in its last month: met when the person attended a
-- study exchange in it (A12: setting exchange.needs_speech; then only one at which the person spoke). Only people with the set number of on-duty months in the half; one who has not attended
-- while a return of the half is missing is unknown and left out.
WITH half AS (
    SELECT month AS last_month, last_day, strftime(last_day - INTERVAL 5 MONTH, '%Y-%m') AS first_month
    FROM calendar_month
    WHERE month[6:7] IN ('06', '12') AND last_day <= $today
),
person AS (
    SELECT
        h.last_month AS month,
        s.staff_id,
        max_by(s.unit_code, s.month) AS unit_code,
        bool_and(r.return_id IS NOT NULL) AS known
    FROM half AS h
    JOIN staff_month AS s ON s.month BETWEEN h.first_month AND h.last_month AND s.on_duty
    LEFT JOIN current_return AS r ON r.unit_code = s.unit_code AND r.month = s.month
    GROUP BY ALL
    HAVING count(*) >= $duty_min_months_for_half_year
),
exchange AS (
    SELECT
        h.last_month AS month,
        a.staff_id,
        min_by({'return_id': a.return_id, 'sheet': a.sheet, 'row_no': a.row_no}, (a.held_on, a.row_no)) AS behind
    FROM session_attendance AS a
    JOIN half AS h ON a.month BETWEEN h.first_month AND h.last_month
    WHERE a.type = 'exchange' AND a.attended AND (a.spoke = 'yes' OR NOT $exchange_needs_speech)
    GROUP BY ALL
)
SELECT
    p.unit_code,
    p.staff_id,
    p.month,
    (e.behind IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    e.behind.return_id AS return_id,
    e.behind.sheet AS sheet,
    e.behind.row_no AS row_no,
    if(e.behind IS NULL, 'missed', 'session_attended') AS note
FROM person AS p
LEFT JOIN exchange AS e USING (staff_id, month)
WHERE p.known OR e.behind IS NOT NULL
