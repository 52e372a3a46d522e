-- A ledger: each open state adds its amount at the first week end it reaches and takes it back at the first week end
-- at or after its end. A running sum over the weeks gives the open pipeline without joining states to dates.
WITH weeks AS (
    SELECT CAST(number AS INTEGER) AS week, $as_of - to_days(CAST(7 * ($weeks - 1 - number) AS INTEGER)) AS at
    FROM range($weeks) AS listed(number)
),
first_week AS (
    SELECT $as_of - to_days(CAST(7 * ($weeks - 1) AS INTEGER)) AS at
),
-- States are counted once by the weeks in which they enter and leave; both sides of the ledger come from the counts.
moves AS (
    SELECT
        part,
        greatest(0, (epoch_us(from_at) - epoch_us(first_week.at) + 604799999999) // 604800000000) AS enters,
        -- greatest() skips NULL: what is still open must not leave in the first week.
        CASE
            WHEN until_at IS NOT NULL
            THEN greatest(0, (epoch_us(until_at) - epoch_us(first_week.at) + 604799999999) // 604800000000)
        END AS leaves,
        count(*) AS opportunities,
        count(amount_rc) AS known,
        sum(amount_rc) AS amount
    FROM versions, first_week
    WHERE status = 'open' AND from_at <= $as_of AND (until_at IS NULL OR until_at > first_week.at)
    GROUP BY ALL
),
ledger AS (
    SELECT part, enters AS week, opportunities, known, amount
    FROM moves
    UNION ALL
    SELECT part, leaves, -opportunities, -known, -amount
    FROM moves
    WHERE leaves < $weeks
),
weekly AS (
    SELECT
        part, week, sum(opportunities) AS opportunities, sum(known) AS known, sum(coalesce(amount, 0)) AS amount
    FROM ledger
    GROUP BY part, week
)
SELECT
    weeks.at AS week_end,
    parts.part,
    parts.part_name,
    CAST(coalesce(sum(weekly.opportunities) OVER so_far, 0) AS BIGINT) AS opportunities,
    -- NULL where some are open and not one amount is known: a 0 would be a lie.
    CASE
        WHEN sum(weekly.opportunities) OVER so_far > 0 AND sum(weekly.known) OVER so_far = 0 THEN NULL
        ELSE CAST(coalesce(sum(weekly.amount) OVER so_far, 0) AS DECIMAL(18, 2))
    END AS amount
FROM weeks
CROSS JOIN parts
LEFT JOIN weekly ON weekly.week = weeks.week AND weekly.part = parts.part
WINDOW so_far AS (PARTITION BY parts.part ORDER BY weeks.week)
ORDER BY weeks.week, parts.part_order, parts.part_name NULLS LAST, parts.part
