-- One row per person and course of the year so far, at its latest status, with the return and row that say so.
SELECT
    unit_code,
    staff_id,
    course_name,
    course_type,
    course_status,
    course_result,
    min(month) OVER course AS first_month,
    month AS latest_month,
    return_id,
    row_no
FROM all_personal_study
WHERE course_type IS NOT NULL
  AND month BETWEEN $first_month AND $month
  AND ($units IS NULL OR unit_code IN (SELECT unnest($units)))
WINDOW course AS (PARTITION BY staff_id, course_type, course_name)
QUALIFY row_number() OVER (course ORDER BY month DESC, row_no DESC) = 1
ORDER BY unit_code, staff_id, course_type, course_name
