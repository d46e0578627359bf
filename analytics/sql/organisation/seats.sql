-- Who the policy wants in the leading group on the day, and whether they are in it.
SELECT seat, unit_code, staff_id, role, seated
FROM leading_group_seats($as_of)
ORDER BY list_position(['head', 'deputy', 'member'], seat), unit_code, staff_id
