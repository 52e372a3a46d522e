-- Every opportunity open at the instant looked at in each earlier period and due by its end, and whether it was won by
-- then. Periods are unnested beside each state: a join on the instants costs a hundred times as much.
WITH looked AS (
    SELECT opp_id, owner_id, stage_id, close_on, from_at, until_at, unnest(range(1, len($looked_at) + 1)) AS period
    FROM whole.versions
    WHERE status = 'open' AND from_at <= list_max($looked_at)
        AND (until_at IS NULL OR until_at > list_min($looked_at))
),
finished AS (
    SELECT opp_id, from_at, until_at, unnest(range(1, len($ends) + 1)) AS period
    FROM whole.versions
    WHERE status = 'won' AND from_at <= list_max($ends) AND (until_at IS NULL OR until_at > list_min($ends))
),
won AS (
    SELECT opp_id, period
    FROM finished
    WHERE from_at <= $ends[period] AND (until_at IS NULL OR until_at > $ends[period])
)
SELECT looked.opp_id, looked.owner_id, looked.stage_id, looked.period, won.opp_id IS NOT NULL AS is_won
FROM looked
LEFT JOIN won ON won.opp_id = looked.opp_id AND won.period = looked.period
WHERE looked.from_at <= $looked_at[looked.period]
    AND (looked.until_at IS NULL OR looked.until_at > $looked_at[looked.period])
    AND looked.close_on <= CAST($ends[looked.period] AS DATE)
