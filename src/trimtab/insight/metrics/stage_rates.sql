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
LEFT JOIN landmarks AS seen ON seen.part = parts.part AND seen.stage_id = stage.stage_id
WHERE stage.kind = 'open'
GROUP BY
    parts.part, parts.part_name, parts.part_order, stage.process_id, stage.process, stage.stage_id, stage.name,
    stage.position
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, stage.process_id, stage.position
