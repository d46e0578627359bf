-- Composes the observations of any number of indicators into one tidy answer. measures.py puts the indicators' own
-- queries in the place marked below and binds the values.
--
-- An observation is the smallest thing that counts: one attendance, one case, one person's month. Its numerator and
-- denominator are added up the unit tree (rates are never averaged), over the month and over the year so far.
WITH requested AS (
    -- one row a month asked for; as_of is the day the month is judged on; settled_on the day up to
    -- which decisions on the year count: those taken in the new year still belong to December
    SELECT m.month, m.first_day, m.last_day, left(m.month, 4) AS year, least(m.last_day, $today) AS as_of,
           if(m.month[6:7] = '12', $today, as_of) AS settled_on
    FROM calendar_month AS m
    WHERE m.month IN (SELECT unnest($months))
),
declared AS (
    SELECT unnest($declared, recursive := true)
),
listed AS (
    /* observations */
),
observation AS (
    -- what still counts for a closed department after its last month counts for the one that took over from it
    SELECT l.* REPLACE (heir_of(l.unit_code, l.month) AS unit_code)
    FROM listed AS l
),
counted AS (
    -- a month without a return is left out of everything that adds up months
    SELECT o.*, d.statistic, d.accumulate, d.levels, d.periods
    FROM observation AS o
    JOIN declared AS d USING (indicator)
    WHERE ($units IS NULL OR o.unit_code IN (SELECT unnest($units)))
      AND (
          d.accumulate <> 'sum' OR NOT d.needs_return
          OR EXISTS (SELECT 1 FROM current_return AS r WHERE r.unit_code = o.unit_code AND r.month = o.month)
      )
),
dated AS (
    -- which requested month and period each observation belongs to
    SELECT c.*, c.given_period AS period, c.month AS for_month
    FROM counted AS c
    JOIN requested AS q ON q.month = c.month
    WHERE c.accumulate = 'given'
    UNION ALL
    SELECT c.*, unnest(c.periods) AS period, c.month AS for_month
    FROM counted AS c
    JOIN requested AS q ON q.month = c.month
    WHERE c.accumulate = 'state'
    UNION ALL
    SELECT c.*, 'month' AS period, c.month AS for_month
    FROM counted AS c
    JOIN requested AS q ON q.month = c.month
    WHERE c.accumulate = 'sum' AND list_contains(c.periods, 'month')
    UNION ALL
    SELECT c.*, 'year' AS period, q.month AS for_month
    FROM counted AS c
    JOIN requested AS q ON q.year = left(c.month, 4) AND c.month <= q.month
    WHERE c.accumulate = 'sum' AND list_contains(c.periods, 'year')
),
placed AS (
    SELECT indicator, statistic, 'person' AS level, unit_code, staff_id, period, for_month, month, numerator,
           denominator
    FROM dated
    WHERE staff_id IS NOT NULL AND list_contains(levels, 'person')
    UNION ALL
    SELECT d.indicator, d.statistic, a.ancestor_kind, a.ancestor_code, NULL, d.period, d.for_month, d.month,
           d.numerator, d.denominator
    FROM dated AS d
    JOIN unit_ancestor AS a USING (unit_code)
    WHERE list_contains(d.levels, a.ancestor_kind)
),
returned AS (
    -- provisional: a return of the month, or of the year up to the month, is not yet accepted
    SELECT
        a.ancestor_code AS unit_code,
        r.month,
        bool_or(r.return_status = 'provisional') AS provisional,
        bool_or(bool_or(r.return_status = 'provisional')) OVER (
            PARTITION BY a.ancestor_code, left(r.month, 4) ORDER BY r.month
        ) AS provisional_so_far
    FROM current_return AS r
    JOIN unit_ancestor AS a USING (unit_code)
    GROUP BY a.ancestor_code, r.month
),
homed AS (
    -- whether the observation stands with the unit the person is in at the end of the requested month, and whether the
    -- return it came in may still change
    SELECT
        p.*,
        coalesce(h.unit_code = p.unit_code, false) AS is_home,
        if(p.period = 'year' AND d.accumulate = 'given', r.provisional_so_far, r.provisional) AS provisional
    FROM placed AS p
    JOIN declared AS d USING (indicator)
    LEFT JOIN staff_month AS h ON h.staff_id = p.staff_id AND h.month = p.for_month
    LEFT JOIN returned AS r ON r.unit_code = p.unit_code AND r.month = p.month
),
summed AS (
    SELECT
        indicator,
        level,
        staff_id,
        if(level = 'person', NULL, unit_code) AS grouped_unit,
        -- a mover's totals follow the person to the latest unit; within a month the one that has the denominator, and
        -- of several that do (yearly rows carry the requested month) the person's own
        max_by(unit_code, (month, coalesce(denominator, 0) > 0, is_home)) AS unit_code,
        period,
        for_month AS month,
        any_value(statistic) AS statistic,
        -- exact, so that the order in which rows come never shows in the last digit
        sum(numerator::DECIMAL(38, 12))::DOUBLE AS numerator,
        sum(denominator::DECIMAL(38, 12))::DOUBLE AS denominator,
        count(numerator) AS observation_count,
        max(numerator) AS largest,
        bool_or(provisional) AS provisional,
        min(denominator) AS furthest,            -- P-STAGE: of the unit furthest behind (one row a unit has it)
        quantile_cont(CASE WHEN statistic = 'quantiles' THEN numerator END, [0.5, 0.9]) AS quantiles
    FROM homed
    GROUP BY indicator, level, staff_id, grouped_unit, period, for_month
),
owed AS (
    -- every unit, month, indicator and period that ought to have an answer
    SELECT d.indicator, u.kind AS level, u.code AS unit_code, unnest(d.periods) AS period, q.month, d.statistic,
           d.needs_return AND d.accumulate <> 'state' AS adds_up_returns, d.needs_return AND u.must_report AS owes_return
    FROM declared AS d
    JOIN unit AS u ON list_contains(d.levels, u.kind)
    JOIN requested AS q
      ON u.valid_from <= q.last_day AND coalesce(u.valid_to, DATE '9999-12-31') >= q.last_day
    WHERE $units IS NULL OR u.code IN (SELECT unnest($units))
),
completed AS (
    SELECT indicator, level, unit_code, staff_id, period, month, statistic, numerator, denominator,
           observation_count, largest, furthest, quantiles, provisional, false AS adds_up_returns, false AS owes_return
    FROM summed
    WHERE level = 'person'
    UNION ALL
    SELECT o.indicator, o.level, o.unit_code, NULL, o.period, o.month, o.statistic, s.numerator, s.denominator,
           coalesce(s.observation_count, 0), s.largest, s.furthest, s.quantiles, NULL, o.adds_up_returns, o.owes_return
    FROM owed AS o
    LEFT JOIN summed AS s
      ON s.indicator = o.indicator AND s.level = o.level AND s.unit_code = o.unit_code
     AND s.period = o.period AND s.month = o.month
),
judged AS (
    SELECT
        c.*,
        c.level = 'department' AND c.owes_return AND r.unit_code IS NULL AS is_missing,
        is_missing AND c.adds_up_returns AND c.period = 'month' AS is_unknown,   -- a missing month is never a zero
        -- of a person: the returns their own rows came in; of a unit: its returns, with or without rows
        d.needs_return AND coalesce(
            CASE
                WHEN c.level = 'person' THEN c.provisional
                WHEN c.period = 'year' AND d.accumulate <> 'state' THEN r.provisional_so_far
                ELSE r.provisional
            END, false
        ) AS may_change
    FROM completed AS c
    JOIN declared AS d USING (indicator)
    LEFT JOIN returned AS r ON r.unit_code = c.unit_code AND r.month = c.month
),
person_year AS (
    SELECT * FROM staff_year WHERE list_contains(flatten((SELECT list(levels) FROM declared)), 'person')
)
SELECT
    c.indicator,
    c.level,
    c.unit_code,
    c.staff_id,
    c.period,
    c.month,
    CASE
        WHEN c.is_missing THEN 'not_reported'
        WHEN c.statistic = 'ratio' AND coalesce(c.denominator, 0) = 0 THEN 'not_applicable'
        WHEN c.statistic IN ('quantiles', 'max') AND c.observation_count = 0 THEN 'not_applicable'
        ELSE 'value'
    END AS state,
    CASE WHEN c.statistic IN ('ratio', 'sum') AND NOT c.is_unknown THEN coalesce(c.numerator, 0) END AS numerator,
    CASE WHEN c.statistic IN ('ratio', 'sum') THEN c.denominator END AS denominator,
    coalesce(CASE WHEN c.statistic = 'ratio' THEN c.denominator END, c.observation_count)::DOUBLE AS n,
    $small_numbers_min_denominator::DOUBLE AS few_under,
    n < $small_numbers_min_denominator AS few,
    CASE c.statistic
        WHEN 'ratio' THEN c.numerator / nullif(c.denominator, 0)
        WHEN 'sum' THEN if(c.is_unknown, NULL, coalesce(c.numerator, 0))
        WHEN 'quantiles' THEN c.quantiles[1]
        WHEN 'max' THEN c.largest
    END AS value,
    CASE WHEN c.statistic = 'quantiles' THEN c.quantiles[2] END AS p90,
    c.furthest,
    c.may_change AS provisional,
    y.duty_months::DOUBLE AS duty_months,
    y.duty_since,
    coalesce(y.ranked, c.level <> 'person') AS ranked
FROM judged AS c
LEFT JOIN person_year AS y ON y.staff_id = c.staff_id AND y.year = left(c.month, 4)
ORDER BY c.indicator, c.level, c.unit_code, c.staff_id, c.period, c.month;
