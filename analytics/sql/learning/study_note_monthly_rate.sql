-- One observation per person and on-duty month whose return is there: met when a note dated in the month came
-- with the month's return. The yearly number also accepts a note handed in late: dated in the month but sent
-- with the next month's return, or sent with the month's return and dated by the set day of the next month. A note said
-- to be shorter than the office asks for (A8) is none.
WITH note AS (
    SELECT
        staff_id,
        month,
        strftime(note_date, '%Y-%m') AS written_in,
        day(note_date) AS written_day,
        return_id,
        sheet,
        row_no
    FROM all_personal_study
    WHERE note_date IS NOT NULL
      AND coalesce(note_title, '') <> $note_unfinished_title
      AND coalesce(note_characters >= $note_min_characters, true)
),
in_time AS (
    SELECT staff_id, month, min_by({'return_id': return_id, 'sheet': sheet, 'row_no': row_no}, row_no) AS behind
    FROM note
    WHERE written_in = month
    GROUP BY ALL
),
late AS (
    SELECT
        n.staff_id,
        due.month,
        min(n.month) AS sent_with,
        min_by({'return_id': n.return_id, 'sheet': n.sheet, 'row_no': n.row_no}, (n.month, n.row_no)) AS behind
    FROM note AS n
    JOIN calendar_month AS due
      ON (n.written_in = due.month AND n.month = strftime(due.last_day + 1, '%Y-%m'))
      OR (n.month = due.month AND n.written_in = strftime(due.last_day + 1, '%Y-%m')
          AND n.written_day <= $note_late_until_day)
    GROUP BY ALL
),
duty_month AS (
    SELECT s.unit_code, s.staff_id, s.month, i.behind AS in_time, l.behind AS late, l.sent_with, r.return_id
    FROM staff_month AS s
    JOIN current_return AS r ON r.unit_code = s.unit_code AND r.month = s.month
    LEFT JOIN in_time AS i ON i.staff_id = s.staff_id AND i.month = s.month
    LEFT JOIN late AS l ON l.staff_id = s.staff_id AND l.month = s.month
    WHERE s.on_duty
),
judged AS (
    SELECT d.* REPLACE (NULL AS late), 'month' AS period
    FROM duty_month AS d
    JOIN requested AS q USING (month)
    UNION ALL
    SELECT d.* REPLACE (q.month AS month, if(d.sent_with <= q.month, d.late, NULL) AS late), 'year' AS period
    FROM duty_month AS d
    JOIN requested AS q ON q.year = left(d.month, 4) AND d.month <= q.month
)
SELECT
    unit_code,
    staff_id,
    month,
    (in_time IS NOT NULL OR late IS NOT NULL)::INTEGER AS numerator,
    1 AS denominator,
    coalesce(in_time.return_id, late.return_id, return_id) AS return_id,
    coalesce(in_time.sheet, late.sheet, 'personal_study') AS sheet,
    coalesce(in_time.row_no, late.row_no) AS row_no,
    CASE
        WHEN in_time IS NOT NULL THEN 'note_in_time'
        WHEN late IS NOT NULL THEN 'note_late'
        ELSE 'note_missing'
    END AS note,
    period
FROM judged
