WITH periods AS (
    SELECT unnest($looked_at) AS looked_at, unnest($ends) AS finishes
),
seen AS (
    SELECT state.part, state.stage_id, state.opp_id, coalesce(later.status = 'won', false) AS is_won
    FROM versions AS state
    JOIN periods
        ON state.from_at <= periods.looked_at
        AND (state.until_at IS NULL OR state.until_at > periods.looked_at)
    LEFT JOIN whole.versions AS later
        ON later.opp_id = state.opp_id
        AND later.from_at <= periods.finishes
        AND (later.until_at IS NULL OR later.until_at > periods.finishes)
    WHERE state.status = 'open' AND state.close_on <= CAST(periods.finishes AS DATE)
)
SELECT
    parts.part,
    parts.part_name,
    stage.process_id,
    stage.process,
    stage.stage_id,
    stage.name AS stage,
    count(seen.opp_id) AS n,
    count(seen.opp_id) FILTER (WHERE seen.is_won) AS won
FROM parts
CROSS JOIN whole.stages AS stage
LEFT JOIN seen ON seen.part = parts.part AND seen.stage_id = stage.stage_id
WHERE stage.kind = 'open'
GROUP BY
    parts.part, parts.part_name, parts.part_order, stage.process_id, stage.process, stage.stage_id, stage.name,
    stage.position
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, stage.process_id, stage.position
