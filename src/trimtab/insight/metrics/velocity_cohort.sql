-- Spells that became qualified in the period, followed until they ended or $as_of, to a tenth of a day.
WITH followed AS (
    SELECT
        spells.part,
        spells.outcome,
        spells.amount_rc,
        spells.ended_at,
        CASE WHEN spells.spell = 1 THEN greatest(spells.opened_at, qualified.qualified_at) ELSE spells.opened_at END
            AS began_at
    FROM spells
    JOIN qualified ON qualified.opp_id = spells.opp_id
    WHERE spells.opened_at IS NOT NULL
        AND (spells.ended_at IS NULL OR qualified.qualified_at <= spells.ended_at)
        AND qualified.qualified_at <= $as_of
),
measured AS (
    SELECT
        part,
        outcome,
        round((epoch(coalesce(ended_at, $as_of)) - epoch(began_at)) / 86400.0, 1) AS days,
        amount_rc
    FROM followed
    WHERE began_at >= $start AND began_at < least($end, $as_of)
)
SELECT
    parts.part,
    parts.part_name,
    (epoch_us(least($end, $as_of)) - epoch_us($start)) / 86400000000.0 AS period_days,
    measured.outcome,
    measured.days,
    count(measured.days) AS n,
    coalesce(sum(measured.amount_rc), 0) AS amount
FROM parts
LEFT JOIN measured ON measured.part = parts.part
GROUP BY parts.part, parts.part_name, parts.part_order, measured.outcome, measured.days
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, measured.outcome, measured.days
