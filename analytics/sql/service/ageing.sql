-- Matters still waiting for a step at the end of $as_of, by working days since they were received. One row per
-- reporting department, step and bucket, zeros included. Limits before $judged_on have passed.
WITH waiting AS (
    SELECT
        heir_of(s.unit_code, strftime($as_of::DATE, '%Y-%m')) AS unit_code,
        s.step,
        now.workday_no - s.received_no AS days_open,
        s.due_on < $judged_on AS past,
        s.due_on >= $judged_on AND due.workday_no - now.workday_no <= $service_near_workdays AS near
    FROM case_step AS s
    JOIN calendar AS now ON now.day = $as_of
    JOIN calendar AS due ON due.day = s.due_on
    WHERE s.received_on <= $as_of AND (s.over_on IS NULL OR s.over_on > $as_of)
),
bucket AS (
    SELECT *
    FROM (
        VALUES (1, 'to_1', 0, 1), (2, 'to_2', 2, 2), (3, 'to_3', 3, 3), (4, 'to_5', 4, 5), (5, 'over_5', 6, 99999)
    ) AS b (bucket_no, bucket, at_least, at_most)
)
SELECT
    u.code AS unit_code,
    step.step,
    b.bucket,
    b.bucket_no,
    count(w.unit_code) AS cases,
    count(w.unit_code) FILTER (WHERE w.near) AS near,
    count(w.unit_code) FILTER (WHERE w.past) AS past
FROM unit AS u
CROSS JOIN (VALUES ('first_response'), ('closure'), ('referral')) AS step (step)
CROSS JOIN bucket AS b
LEFT JOIN waiting AS w
  ON w.unit_code = u.code AND w.step = step.step AND w.days_open BETWEEN b.at_least AND b.at_most
WHERE u.must_report
  AND u.valid_from <= $as_of AND coalesce(u.valid_to, DATE '9999-12-31') >= $as_of
  AND ($units IS NULL OR u.code IN (SELECT unnest($units)))
GROUP BY u.code, u.position, step.step, b.bucket, b.bucket_no
ORDER BY u.position, u.code, step.step, b.bucket_no;
