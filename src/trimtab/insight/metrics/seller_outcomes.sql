-- For each seller, measure and kind of work (stratum): how many cases, what they add up to, and their squares.
WITH ended AS (
    SELECT
        spells.part,
        spells.outcome,
        spells.amount_rc,
        greatest(0, (epoch(spells.ended_at) - epoch(spells.opened_at)) / 86400.0) AS days,
        coalesce(fact.segment, '') || ' ' || coalesce(fact.kind, '') AS stratum
    FROM spells
    LEFT JOIN whole.opportunities AS fact ON fact.opp_id = spells.opp_id
    WHERE spells.ended_at >= $start AND spells.ended_at < $as_of
),
departed AS (
    SELECT
        stage_events.part,
        here.position,
        coalesce(further.kind = 'won' OR (further.kind = 'open' AND further.position > here.position), false) AS went_on,
        coalesce(fact.segment, '') AS stratum
    FROM stage_events
    JOIN whole.stages AS here ON here.stage_id = stage_events.stage_id
    LEFT JOIN whole.stages AS further ON further.stage_id = stage_events.next_stage_id
    LEFT JOIN whole.opportunities AS fact ON fact.opp_id = stage_events.opp_id
    WHERE stage_events.left_at >= $start AND stage_events.left_at < $as_of AND stage_events.kind = 'open'
        AND here.position <= 6
        AND NOT coalesce(further.kind = 'open' AND further.position < here.position, false)
),
moved AS (
    SELECT versions.part, versions.close_on > before.close_on AS is_later
    FROM versions
    JOIN whole.versions AS before ON before.opp_id = versions.opp_id AND before.version = versions.version - 1
    WHERE versions.from_at >= $start AND versions.from_at < $as_of AND versions.cause <> 'fx'
        AND versions.status = 'open' AND before.status = 'open' AND versions.close_on <> before.close_on
),
cases AS (
    SELECT part, 'win_rate' AS measure, stratum, CAST(outcome = 'won' AS DOUBLE) AS value FROM ended
    UNION ALL
    SELECT part, 'win_value', stratum, ln(CAST(amount_rc AS DOUBLE)) FROM ended WHERE outcome = 'won' AND amount_rc > 0
    UNION ALL
    SELECT part, 'won_cycle', stratum, ln(1 + days) FROM ended WHERE outcome = 'won' AND days IS NOT NULL
    UNION ALL
    SELECT part, 'stage_pass_' || CAST(position AS VARCHAR), stratum, CAST(went_on AS DOUBLE) FROM departed
    UNION ALL
    SELECT part, 'push_share', '', CAST(is_later AS DOUBLE) FROM moved
),
summed AS (
    -- Exact sums: in any order of the rows the same.
    SELECT
        part,
        measure,
        stratum,
        count(*) AS n,
        sum(CAST(value AS DECIMAL(18, 6))) AS total,
        sum(CAST(value * value AS DECIMAL(18, 6))) AS squares
    FROM cases
    GROUP BY part, measure, stratum
)
SELECT summed.part, parts.part_name, summed.measure, summed.stratum, summed.n, summed.total, summed.squares
FROM summed
LEFT JOIN parts ON parts.part = summed.part
ORDER BY parts.part_order, parts.part_name NULLS LAST, summed.part, summed.measure, summed.stratum
