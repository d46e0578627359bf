-- The office's own targets, one row an indicator, year and unit ('*' = every unit); NULL = as declared.
SELECT indicator, year, unit_code, target, full_target, green, amber
FROM target_override
