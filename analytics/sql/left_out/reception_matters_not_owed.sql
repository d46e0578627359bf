-- Matters of reception days that owed nothing any more before their limit; in the month they ended.
SELECT unit_code, NULL AS staff_id, strftime(ended_on, '%Y-%m') AS month, return_id, sheet, row_no,
       if(withdrawn_on IS NULL, 'settled_without_referral', 'matter_withdrawn') AS note
FROM case_step
WHERE channel = 'reception_day' AND step IN ('closure', 'referral') AND counts_on IS NULL
