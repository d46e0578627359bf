-- Every unit, the unit at the top of its tree, and how many steps it stands below that.
SELECT unit_code, max_by(ancestor_code, level) AS root, max(level) AS depth
FROM unit_ancestor
GROUP BY unit_code
ORDER BY unit_code;
