-- Four observations per month: one for each form of study the policy names, met when it was used this year by
-- then.
SELECT
    r.unit_code,
    NULL AS staff_id,
    q.month,
    (count(s.session_id) > 0)::INTEGER AS numerator,
    1 AS denominator,
    NULL AS return_id,
    NULL AS sheet,
    NULL AS row_no,
    form.form AS note
FROM requested AS q
JOIN root_unit AS r USING (month)
CROSS JOIN (VALUES ('lecture'), ('film'), ('party_class'), ('sharing')) AS form (form)
LEFT JOIN study_session AS s
  ON s.form = form.form AND s.status = 'held' AND strftime(s.held_on, '%Y') = q.year AND s.held_on <= q.as_of
GROUP BY ALL
