-- Out-of-scope matters withdrawn or settled without a referral before their limit; in the month they ended.
SELECT unit_code, NULL AS staff_id, strftime(ended_on, '%Y-%m') AS month, return_id, sheet, row_no,
       if(withdrawn_on IS NULL, 'settled_without_referral', 'matter_withdrawn') AS note
FROM case_step
WHERE step = 'referral' AND counts_on IS NULL
