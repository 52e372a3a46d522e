-- A ledger: each stretch is written once where it begins and once where it ends, and sums over the instants between
-- periods give the time open in each. So a stretch costs the same, however many periods it lasts.
WITH periods AS (
    SELECT generate_subscripts($starts, 1) AS period, unnest($starts) AS begins, unnest($ends) AS finishes
),
bounds AS (
    SELECT
        instant,
        row_number() OVER (ORDER BY instant) AS number,
        lead(instant) OVER (ORDER BY instant) AS next_instant
    FROM (SELECT begins AS instant FROM periods UNION SELECT finishes FROM periods) AS listed
),
-- The last bound before each day, and the one within it: a look-up instead of a comparison with every bound.
days AS (
    SELECT
        listed.day,
        count(*) FILTER (WHERE bounds.instant <= listed.day) AS number,
        coalesce(min(bounds.instant) FILTER (WHERE bounds.instant > listed.day), TIMESTAMP '9999-01-01') AS next_instant
    FROM (
        SELECT CAST(unnest(generate_series(
            CAST(CAST(list_min($starts) AS DATE) AS TIMESTAMP), CAST(list_max($ends) AS TIMESTAMP), INTERVAL 1 DAY
        )) AS DATE) AS day
    ) AS listed
    CROSS JOIN bounds
    GROUP BY listed.day
),
counted AS (
    SELECT
        part,
        CASE WHEN $qualified_only THEN greatest(held_from, qualified_at) ELSE held_from END AS held_from,
        least(coalesce(held_until, ended_at, $as_of), $as_of, list_max($ends)) AS finishes,
        CASE
            WHEN ended_at >= list_min($starts) AND ended_at < least(list_max($ends), $as_of)
                AND (NOT $qualified_only OR qualified_at <= ended_at)
            THEN outcome
        END AS outcome,
        amount_rc
    FROM holdings
    WHERE (NOT $qualified_only OR qualified_at IS NOT NULL)
        AND coalesce(held_until, ended_at, $as_of) >= list_min($starts)
        AND coalesce(held_from, ended_at) < least(list_max($ends), $as_of)
),
-- What was not open in the periods begins where it finishes, and so adds nothing.
moves AS (
    SELECT
        part,
        CASE WHEN held_from < finishes THEN greatest(held_from, list_min($starts)) ELSE finishes END AS begins,
        finishes,
        outcome,
        amount_rc
    FROM counted
),
ledger AS (
    SELECT
        moves.part,
        opening.number + CASE WHEN moves.begins >= opening.next_instant THEN 1 ELSE 0 END AS opens_in,
        ending.number + CASE WHEN moves.finishes >= ending.next_instant THEN 1 ELSE 0 END AS ends_in,
        moves.outcome,
        count(*) AS stretches,
        sum(epoch_us(moves.begins)) AS begins_us,
        sum(epoch_us(moves.finishes)) AS finishes_us,
        sum(moves.amount_rc) AS amount
    FROM moves
    JOIN days AS opening ON opening.day = CAST(moves.begins AS DATE)
    JOIN days AS ending ON ending.day = CAST(moves.finishes AS DATE)
    GROUP BY ALL
),
written AS (
    SELECT part, opens_in AS number, sum(stretches) AS stretches, sum(begins_us) AS at_us,
        0 AS exits, 0 AS won, 0 AS won_value
    FROM ledger
    GROUP BY part, opens_in
    UNION ALL
    SELECT part, ends_in, -sum(stretches), -sum(finishes_us),
        coalesce(sum(stretches) FILTER (WHERE outcome IS NOT NULL), 0),
        coalesce(sum(stretches) FILTER (WHERE outcome = 'won'), 0),
        coalesce(sum(amount) FILTER (WHERE outcome = 'won'), 0)
    FROM ledger
    GROUP BY part, ends_in
),
summed AS (
    SELECT
        part,
        number,
        sum(stretches) AS stretches,
        sum(at_us) AS at_us,
        sum(exits) AS exits,
        sum(won) AS won,
        sum(won_value) AS won_value
    FROM written
    GROUP BY part, number
),
-- Between two bounds: who was open before stays for the whole of it, who begins in it for the rest, less who ends.
spans AS (
    SELECT
        listed.part,
        bounds.number,
        coalesce(sum(summed.stretches) OVER before, 0) * (epoch_us(bounds.next_instant) - epoch_us(bounds.instant))
        + coalesce(summed.stretches * epoch_us(bounds.next_instant) - summed.at_us, 0) AS open_us,
        summed.exits,
        summed.won,
        summed.won_value
    FROM (SELECT DISTINCT part FROM summed) AS listed
    CROSS JOIN bounds
    LEFT JOIN summed ON summed.part = listed.part AND summed.number = bounds.number
    WINDOW before AS (
        PARTITION BY listed.part ORDER BY bounds.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),
numbered AS (
    SELECT periods.*, opening.number AS first_number, ending.number AS end_number
    FROM periods
    JOIN bounds AS opening ON opening.instant = periods.begins
    JOIN bounds AS ending ON ending.instant = periods.finishes
)
SELECT
    numbered.begins AS period_start,
    numbered.finishes AS period_end,
    parts.part,
    parts.part_name,
    greatest(0, epoch_us(least(numbered.finishes, $as_of)) - epoch_us(numbered.begins)) / 86400000000.0 AS days,
    coalesce(sum(spans.open_us), 0) / 86400000000.0 AS open_days,
    CAST(coalesce(sum(spans.exits), 0) AS BIGINT) AS exits,
    CAST(coalesce(sum(spans.won), 0) AS BIGINT) AS won,
    CAST(coalesce(sum(spans.won_value), 0) AS DECIMAL(18, 2)) AS won_value
FROM numbered
CROSS JOIN parts
LEFT JOIN spans
    ON spans.part = parts.part AND spans.number >= numbered.first_number AND spans.number < numbered.end_number
GROUP BY
    numbered.period, numbered.begins, numbered.finishes, parts.part, parts.part_name, parts.part_order
ORDER BY numbered.period, parts.part_order, parts.part_name NULLS LAST, parts.part
