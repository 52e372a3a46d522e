-- One row for each deal and landmark: what was known of the deal at the landmark's start, what was done on it in the window
-- after, and what became of it. Deals that had ended by the end of the window have no row.
WITH starts AS (
    SELECT unnest(CAST(string_split($starts, ',') AS INTEGER[])) AS begins
),
sampled AS (
    SELECT opp_id, account_id, process_id, opened_at, segment, kind, lead_source
    FROM whole.opportunities
    WHERE hash(opp_id) % $one_of = 0 AND history <> 'dates' AND opened_at <= $as_of
),
points AS (
    SELECT
        sampled.*,
        starts.begins,
        opened_at + to_days(begins) AS begun,
        opened_at + to_days(begins + $days) AS ended
    FROM sampled
    CROSS JOIN starts
    WHERE opened_at + to_days(begins + $days + $horizon) <= $as_of
),
-- Whose deal it was at the start decides who may count it.
standing AS (
    SELECT
        points.*,
        state.owner_id,
        state.team_id,
        state.stage_id,
        state.amount_rc,
        state.close_on,
        state.forecast_category
    FROM points
    JOIN versions AS state
        ON state.opp_id = points.opp_id AND state.status = 'open'
        AND state.from_at <= points.begun AND (state.until_at IS NULL OR state.until_at > points.begun)
    JOIN whole.versions AS still
        ON still.opp_id = points.opp_id AND still.status = 'open'
        AND still.from_at <= points.ended AND (still.until_at IS NULL OR still.until_at > points.ended)
),
deeds AS (
    SELECT
        standing.opp_id,
        standing.begins,
        count(*) FILTER (WHERE deed."at" <= standing.begun) AS touches,
        count(*) FILTER (WHERE deed."at" <= standing.begun AND deed.direction <> 'out') AS answers,
        count(*) FILTER (WHERE deed."at" <= standing.begun AND deed.kind = 'meeting') AS meetings,
        count(*) FILTER (WHERE deed."at" <= standing.begun AND deed."at" > standing.begun - INTERVAL 14 DAY) AS recent,
        max(deed."at") FILTER (WHERE deed."at" <= standing.begun) AS last_at,
        count(*) FILTER (WHERE deed."at" > standing.begun) AS touches_within,
        count(*) FILTER (WHERE deed."at" > standing.begun AND deed.kind <> 'meeting') AS others_within,
        count(*) FILTER (WHERE deed."at" > standing.begun AND deed.kind <> 'meeting' AND deed.direction <> 'out')
            AS answers_within
    FROM standing
    JOIN whole.activities AS deed ON deed.opp_id = standing.opp_id AND deed."at" <= standing.ended
    GROUP BY standing.opp_id, standing.begins
),
edits AS (
    SELECT
        opp_id,
        from_at,
        close_on > lag(close_on) OVER earlier AS is_push,
        currency = lag(currency) OVER earlier AND amount <> lag(amount) OVER earlier AS is_repriced
    FROM whole.versions
    -- Before the window: over all opportunities it would not fit into memory.
    WHERE hash(opp_id) % $one_of = 0
    WINDOW earlier AS (PARTITION BY opp_id ORDER BY version)
),
edited AS (
    SELECT
        standing.opp_id,
        standing.begins,
        count(*) FILTER (WHERE edit.is_push) AS pushes,
        bool_or(edit.is_repriced AND edit.from_at > standing.begun - INTERVAL 28 DAY) AS was_repriced
    FROM standing
    JOIN edits AS edit
        ON edit.opp_id = standing.opp_id AND edit.from_at <= standing.begun AND (edit.is_push OR edit.is_repriced)
    GROUP BY standing.opp_id, standing.begins
),
closings AS (
    SELECT opp_id, owner_id, entered_at, kind
    FROM whole.stage_events
    WHERE kind <> 'open'
),
tallies AS (
    SELECT
        owner_id,
        entered_at,
        count(*) FILTER (WHERE kind = 'won') OVER before AS won,
        count(*) OVER before AS closed
    FROM closings
    WHERE owner_id IS NOT NULL
    WINDOW before AS (PARTITION BY owner_id ORDER BY entered_at ROWS UNBOUNDED PRECEDING)
),
begun_with AS (
    SELECT standing.opp_id, standing.begins, tallies.won, tallies.closed
    FROM standing
    ASOF JOIN tallies ON tallies.owner_id = standing.owner_id AND tallies.entered_at <= standing.begun
),
ended_with AS (
    SELECT standing.opp_id, standing.begins, tallies.won, tallies.closed
    FROM standing
    ASOF JOIN tallies ON tallies.owner_id = standing.owner_id AND tallies.entered_at <= standing.ended
),
later_with AS (
    SELECT standing.opp_id, standing.begins, tallies.won, tallies.closed
    FROM standing
    ASOF JOIN tallies
        ON tallies.owner_id = standing.owner_id AND tallies.entered_at <= standing.ended + INTERVAL 90 DAY
),
wins AS (
    SELECT standing.opp_id, standing.begins, min(closings.entered_at) AS won_at
    FROM standing
    JOIN closings ON closings.opp_id = standing.opp_id AND closings.kind = 'won' AND closings.entered_at > standing.ended
    GROUP BY standing.opp_id, standing.begins
),
own_closings AS (
    SELECT
        standing.opp_id,
        standing.begins,
        count(*) AS closed,
        count(*) FILTER (WHERE closings.kind = 'won') AS won
    FROM standing
    JOIN closings
        ON closings.opp_id = standing.opp_id AND closings.owner_id = standing.owner_id
        AND closings.entered_at > standing.ended AND closings.entered_at <= standing.ended + INTERVAL 90 DAY
    GROUP BY standing.opp_id, standing.begins
),
ladders AS (
    SELECT process_id, max(position) AS top FROM whole.stages WHERE kind = 'open' GROUP BY process_id
)
SELECT
    standing.opp_id,
    standing.begins,
    coalesce(standing.account_id, -standing.opp_id) AS account_id,
    coalesce(standing.owner_id, 0) AS owner_id,
    coalesce(standing.team_id, 0) AS team_id,
    epoch(standing.begun) AS begun,
    epoch(standing.ended) AS ended,
    coalesce(stage.position / nullif(ladders.top, 0), 0) AS stage_share,
    coalesce(stage.is_qualified, false) AS is_qualified,
    coalesce(epoch(standing.begun - arrival.entered_at) / 86400, standing.begins) AS days_in_stage,
    CAST(standing.amount_rc AS DOUBLE) AS amount,
    date_diff('day', CAST(standing.begun AS DATE), standing.close_on) AS days_to_close,
    coalesce(standing.forecast_category, '') AS category,
    coalesce(standing.segment, '') AS segment,
    coalesce(standing.kind, '') AS kind,
    coalesce(standing.lead_source, '') AS source,
    coalesce(deeds.touches, 0) AS touches,
    coalesce(deeds.answers, 0) AS answers,
    coalesce(deeds.meetings, 0) AS meetings,
    coalesce(deeds.recent, 0) AS recent,
    coalesce(epoch(standing.begun - deeds.last_at) / 86400, standing.begins + 30) AS silent_days,
    coalesce(deeds.touches_within, 0) AS touches_within,
    coalesce(deeds.others_within, 0) AS others_within,
    coalesce(deeds.answers_within, 0) AS answers_within,
    coalesce(edited.pushes, 0) AS pushes,
    coalesce(edited.was_repriced, false) AS was_repriced,
    coalesce(begun_with.won, 0) AS seller_won,
    coalesce(begun_with.closed, 0) AS seller_closed,
    coalesce(later_with.won, 0) - coalesce(ended_with.won, 0) - coalesce(own_closings.won, 0) AS elsewhere_won,
    coalesce(later_with.closed, 0) - coalesce(ended_with.closed, 0) - coalesce(own_closings.closed, 0) AS elsewhere_closed,
    coalesce(wins.won_at <= standing.ended + to_days($horizon), false) AS is_won
FROM standing
LEFT JOIN whole.stages AS stage ON stage.stage_id = standing.stage_id
LEFT JOIN ladders ON ladders.process_id = standing.process_id
LEFT JOIN whole.stage_events AS arrival
    ON arrival.opp_id = standing.opp_id AND arrival.entered_at <= standing.begun
    AND (arrival.left_at IS NULL OR arrival.left_at > standing.begun)
LEFT JOIN deeds ON deeds.opp_id = standing.opp_id AND deeds.begins = standing.begins
LEFT JOIN edited ON edited.opp_id = standing.opp_id AND edited.begins = standing.begins
LEFT JOIN begun_with ON begun_with.opp_id = standing.opp_id AND begun_with.begins = standing.begins
LEFT JOIN ended_with ON ended_with.opp_id = standing.opp_id AND ended_with.begins = standing.begins
LEFT JOIN later_with ON later_with.opp_id = standing.opp_id AND later_with.begins = standing.begins
LEFT JOIN wins ON wins.opp_id = standing.opp_id AND wins.begins = standing.begins
LEFT JOIN own_closings ON own_closings.opp_id = standing.opp_id AND own_closings.begins = standing.begins
ORDER BY standing.opp_id, standing.begins
