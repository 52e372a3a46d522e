WITH made AS (
    SELECT part, count(*) AS activities
    FROM activities
    WHERE user_id IS NOT NULL AND "at" >= $start AND "at" < least($end, $as_of)
    GROUP BY part
),
created AS (
    SELECT part, count(*) AS created
    FROM versions
    WHERE version = 1 AND from_at >= $start AND from_at < least($end, $as_of)
    GROUP BY part
),
ended AS (
    SELECT
        part,
        outcome,
        round((epoch(ended_at) - epoch(opened_at)) / 86400.0, 1) AS days,
        count(*) AS n,
        coalesce(sum(amount_rc), 0) AS amount
    FROM spells
    WHERE ended_at >= $start AND ended_at < least($end, $as_of)
    GROUP BY part, outcome, days
)
SELECT
    parts.part,
    parts.part_name,
    coalesce(made.activities, 0) AS activities,
    coalesce(created.created, 0) AS created,
    ended.outcome,
    ended.days,
    coalesce(ended.n, 0) AS n,
    CAST(coalesce(ended.amount, 0) AS DECIMAL(18, 2)) AS amount
FROM parts
LEFT JOIN made ON made.part = parts.part
LEFT JOIN created ON created.part = parts.part
LEFT JOIN ended ON ended.part = parts.part
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, ended.outcome, ended.days
