-- How much hangs on each stage: opportunities that are in it now, and entries into it that history knows.
WITH present AS (
    SELECT stage_id, count(*) AS n, count(*) FILTER (WHERE status = 'open') AS open_count
    FROM opportunities
    GROUP BY stage_id
),
entered AS (
    SELECT stage_id, count(*) AS entries FROM stage_events GROUP BY stage_id
)
SELECT
    stage.stage_id,
    coalesce(present.n, 0) AS n,
    coalesce(present.open_count, 0) AS open_count,
    coalesce(entered.entries, 0) AS entries
FROM whole.stages AS stage
LEFT JOIN present ON present.stage_id = stage.stage_id
LEFT JOIN entered ON entered.stage_id = stage.stage_id
ORDER BY stage.stage_id
