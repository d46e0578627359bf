-- Returns that the office has not decided on yet.
SELECT unit_code, NULL AS staff_id, month, first_return_id AS return_id, NULL AS sheet, NULL AS row_no,
       'waiting_for_review' AS note
FROM return_timing
WHERE first_return_id IS NOT NULL AND NOT accepted AND sent_back_count = 0
