WITH open_now AS (
    SELECT state.part, count(*) AS open_count
    FROM versions AS state
    JOIN qualified ON qualified.opp_id = state.opp_id
    WHERE state.status = 'open' AND qualified.qualified_at <= least($end, $as_of)
        AND state.from_at <= least($end, $as_of) AND (state.until_at IS NULL OR state.until_at > least($end, $as_of))
    GROUP BY state.part
),
closed AS (
    SELECT
        spells.part,
        count(*) AS closed,
        count(*) FILTER (WHERE outcome = 'won') AS won,
        coalesce(sum(amount_rc) FILTER (WHERE outcome = 'won'), 0) AS won_value,
        avg((epoch(ended_at) - epoch(opened_at)) / 86400.0) FILTER (WHERE outcome = 'won') AS won_cycle
    FROM spells
    JOIN qualified ON qualified.opp_id = spells.opp_id
    WHERE ended_at >= $start AND ended_at < least($end, $as_of) AND qualified.qualified_at <= spells.ended_at
    GROUP BY spells.part
)
SELECT
    parts.part,
    parts.part_name,
    coalesce(open_now.open_count, 0) AS open_count,
    coalesce(closed.closed, 0) AS closed,
    coalesce(closed.won, 0) AS won,
    closed.won_value / nullif(closed.won, 0) AS won_mean,
    closed.won / nullif(closed.closed, 0) AS win_rate,
    closed.won_cycle,
    coalesce(open_now.open_count, 0) * (closed.won_value / nullif(closed.won, 0))
    * (closed.won / nullif(closed.closed, 0)) / nullif(closed.won_cycle, 0) AS velocity,
    CAST(coalesce(closed.won_value, 0) AS DOUBLE)
    / nullif((epoch_us(least($end, $as_of)) - epoch_us($start)) / 86400000000.0, 0) AS realised
FROM parts
LEFT JOIN open_now ON open_now.part = parts.part
LEFT JOIN closed ON closed.part = parts.part
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part
