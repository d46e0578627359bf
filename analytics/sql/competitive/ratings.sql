-- What others have judged, year by year, as far as it is known by the day.
SELECT title, level, year, status, grade, rank, peers, decided_on
FROM external_rating
WHERE year <= $year AND coalesce(decided_on, make_date(year, 12, 31)) <= $as_of
ORDER BY title, level, year
