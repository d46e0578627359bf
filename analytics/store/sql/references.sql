-- What entries may refer to: kind (staff | unit | suggestion | outcome), id, and its name in both languages.
SELECT 'staff' AS kind, staff_id AS id, name AS zh, name_en AS en
FROM staff
QUALIFY row_number() OVER (PARTITION BY staff_id ORDER BY valid_from DESC) = 1
UNION ALL
SELECT 'unit', code, short_zh, short_en
FROM unit
QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid_from DESC) = 1
UNION ALL
SELECT DISTINCT ON (suggestion_id) 'suggestion', suggestion_id, title, title FROM all_suggestions
UNION ALL
SELECT DISTINCT ON (goal_id) 'outcome', goal_id, title, title FROM all_goals_outcomes
ORDER BY kind, id
