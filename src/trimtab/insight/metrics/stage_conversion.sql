-- Stays in open stages that began in the period, cut at $as_of, counted to a tenth of a day by how they ended.
WITH stays AS (
    SELECT
        event.part,
        event.stage_id,
        CASE
            WHEN event.left_at IS NULL OR event.left_at > $as_of THEN NULL
            WHEN event.next_kind <> 'open' THEN event.next_kind
            WHEN following.position > here.position THEN 'forward'
            ELSE 'back'
        END AS outcome,
        round((epoch(least(coalesce(event.left_at, $as_of), $as_of)) - epoch(event.entered_at)) / 86400.0, 1) AS days
    FROM stage_events AS event
    JOIN whole.stages AS here ON here.stage_id = event.stage_id
    LEFT JOIN whole.stages AS following ON following.stage_id = event.next_stage_id
    WHERE event.kind = 'open' AND event.entered_at >= $start AND event.entered_at < least($end, $as_of)
),
listed AS (
    SELECT stage_id, process_id, process, name AS stage, position
    FROM whole.stages
    WHERE kind = 'open'
)
SELECT
    parts.part,
    parts.part_name,
    listed.process_id,
    listed.process,
    listed.stage_id,
    listed.stage,
    stays.outcome,
    stays.days,
    count(stays.days) AS n
FROM parts
CROSS JOIN listed
LEFT JOIN stays ON stays.part = parts.part AND stays.stage_id = listed.stage_id
GROUP BY
    parts.part, parts.part_name, parts.part_order, listed.process_id, listed.process, listed.stage_id, listed.stage,
    listed.position, stays.outcome, stays.days
ORDER BY
    parts.part_order, parts.part_name NULLS LAST, parts.part, listed.process_id, listed.position, stays.outcome, stays.days
