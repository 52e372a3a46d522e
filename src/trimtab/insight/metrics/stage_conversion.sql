-- Stays in open stages that began in the period, cut at $as_of, counted to a tenth of a day by how they ended.
-- Counted first, on whole numbers; names and the direction of a move are looked up for the few counts.
WITH stays AS (
    SELECT
        part,
        stage_id,
        coalesce(left_at <= $as_of, false) AS is_over,
        next_stage_id,
        (epoch_us(least(coalesce(left_at, $as_of), $as_of)) - epoch_us(entered_at) + 4320000000) // 8640000000 AS tenths,
        count(*) AS n
    FROM stage_events
    WHERE kind = 'open' AND entered_at >= $start AND entered_at < least($end, $as_of)
    GROUP BY ALL
),
judged AS (
    SELECT
        stays.part,
        stays.stage_id,
        CASE
            WHEN NOT stays.is_over THEN NULL
            WHEN following.kind <> 'open' THEN following.kind
            WHEN following.position > here.position THEN 'forward'
            ELSE 'back'
        END AS outcome,
        stays.tenths / 10.0 AS days,
        sum(stays.n) AS n
    FROM stays
    JOIN whole.stages AS here ON here.stage_id = stays.stage_id
    LEFT JOIN whole.stages AS following ON following.stage_id = stays.next_stage_id
    GROUP BY ALL
)
SELECT
    parts.part,
    parts.part_name,
    listed.process_id,
    listed.process,
    listed.stage_id,
    listed.name AS stage,
    judged.outcome,
    judged.days,
    CAST(coalesce(judged.n, 0) AS BIGINT) AS n
FROM parts
CROSS JOIN (SELECT * FROM whole.stages WHERE kind = 'open') AS listed
LEFT JOIN judged ON judged.part = parts.part AND judged.stage_id = listed.stage_id
ORDER BY
    parts.part_order, parts.part_name NULLS LAST, parts.part, listed.process_id, listed.position, judged.outcome,
    judged.days
