-- For each week and measure what was counted: `exposure` units, adding up to `total`. Every fact stands in the week in
-- which it became known, as it was known then; what was corrected later stays where it was.
WITH ended AS (
    SELECT
        part,
        ended_at AS happened_at,
        outcome,
        amount_rc,
        greatest(0, (epoch(ended_at) - epoch(opened_at)) / 86400.0) AS days
    FROM spells
    WHERE ended_at >= $start AND ended_at < $as_of
),
moved AS (
    SELECT
        versions.part,
        versions.from_at AS happened_at,
        versions.version,
        versions.cause,
        versions.status,
        versions.amount_rc,
        versions.currency,
        versions.close_on,
        versions.forecast_category,
        versions.owner_id,
        before.amount_rc AS amount_before,
        before.currency AS currency_before,
        before.close_on AS close_before,
        before.forecast_category AS category_before,
        before.owner_id AS owner_before,
        before.status AS status_before
    FROM versions
    LEFT JOIN whole.versions AS before ON before.opp_id = versions.opp_id AND before.version = versions.version - 1
    WHERE versions.from_at >= $start AND versions.from_at < $as_of AND versions.cause <> 'fx'
),
changed AS (
    SELECT * FROM moved WHERE version > 1 AND status = 'open' AND status_before = 'open'
),
departed AS (
    SELECT
        stage_events.part,
        stage_events.left_at AS happened_at,
        here.position,
        coalesce(further.kind = 'won' OR (further.kind = 'open' AND further.position > here.position), false) AS went_on,
        coalesce(further.kind = 'open', false) AS stayed_open,
        coalesce(further.kind = 'open' AND further.position < here.position, false) AS went_back,
        (epoch(stage_events.left_at) - epoch(stage_events.entered_at)) / 86400.0 AS days
    FROM stage_events
    JOIN whole.stages AS here ON here.stage_id = stage_events.stage_id
    LEFT JOIN whole.stages AS further ON further.stage_id = stage_events.next_stage_id
    WHERE stage_events.left_at >= $start AND stage_events.left_at < $as_of AND stage_events.kind = 'open'
),
touched AS (
    SELECT part, "at" AS happened_at, kind, direction, contacts, opp_id
    FROM activities
    WHERE "at" >= $start AND "at" < $as_of AND kind IN ('call', 'meeting', 'email')
),
-- measure, part, when, whether the unit counts (exposure), what it adds
facts AS (
    SELECT 'win_rate' AS measure, part, happened_at, 1.0 AS exposure, CAST(outcome = 'won' AS DOUBLE) AS total FROM ended
    UNION ALL
    SELECT CASE WHEN outcome = 'won' THEN 'won' ELSE 'lost' END, part, happened_at, 0.0, 1.0 FROM ended
    UNION ALL
    SELECT 'bookings', part, happened_at, 0.0, greatest(CAST(amount_rc AS DOUBLE), 0)
    FROM ended
    WHERE outcome = 'won' AND amount_rc IS NOT NULL
    UNION ALL
    SELECT 'win_value', part, happened_at, 1.0, ln(CAST(amount_rc AS DOUBLE)) FROM ended WHERE outcome = 'won' AND amount_rc > 0
    UNION ALL
    SELECT CASE WHEN outcome = 'won' THEN 'won_cycle' ELSE 'lost_cycle' END, part, happened_at, 1.0, ln(1 + days)
    FROM ended
    WHERE days IS NOT NULL
    UNION ALL
    SELECT 'lost_quickly', part, happened_at, 1.0, CAST(days < 14 AS DOUBLE)
    FROM ended
    WHERE outcome = 'lost' AND days IS NOT NULL
    UNION ALL
    SELECT 'created', part, happened_at, 0.0, 1.0 FROM moved WHERE version = 1 AND status = 'open'
    UNION ALL
    SELECT 'created_value', part, happened_at, 0.0, CAST(amount_rc AS DOUBLE)
    FROM moved
    WHERE version = 1 AND status = 'open' AND amount_rc >= 0
    UNION ALL
    SELECT 'created_amount', part, happened_at, 1.0, ln(CAST(amount_rc AS DOUBLE))
    FROM moved
    WHERE version = 1 AND status = 'open' AND amount_rc > 0
    UNION ALL
    SELECT 'push_share', part, happened_at, 1.0, CAST(close_on > close_before AS DOUBLE)
    FROM changed
    WHERE close_on <> close_before
    UNION ALL
    SELECT 'push_days', part, happened_at, 1.0, ln(CAST(date_diff('day', close_before, close_on) AS DOUBLE))
    FROM changed
    WHERE close_on > close_before
    UNION ALL
    SELECT 'cut_share', part, happened_at, 1.0, CAST(amount_rc < amount_before AS DOUBLE)
    FROM changed
    WHERE amount_rc <> amount_before AND currency = currency_before
    UNION ALL
    SELECT 'amount_change', part, happened_at, 1.0, ln(CAST(amount_rc AS DOUBLE) / CAST(amount_before AS DOUBLE))
    FROM changed
    WHERE amount_rc <> amount_before AND amount_rc > 0 AND amount_before > 0 AND currency = currency_before
    UNION ALL
    SELECT 'commit_entered', part, happened_at, 0.0, 1.0
    FROM changed
    WHERE forecast_category = 'commit' AND category_before IS DISTINCT FROM 'commit'
    UNION ALL
    SELECT 'commit_dropped', part, happened_at, 0.0, 1.0
    FROM changed
    WHERE category_before = 'commit' AND forecast_category IS DISTINCT FROM 'commit'
    UNION ALL
    SELECT 'owner_changes', part, happened_at, 0.0, 1.0 FROM changed WHERE owner_id IS DISTINCT FROM owner_before
    UNION ALL
    SELECT 'reopened', part, happened_at, 0.0, 1.0
    FROM moved
    WHERE version > 1 AND status = 'open' AND status_before <> 'open'
    UNION ALL
    SELECT 'qualified', part, qualified_at, 0.0, 1.0
    FROM holdings
    WHERE spell = 1 AND qualified_at >= $start AND qualified_at < $as_of
    UNION ALL
    SELECT 'advances', part, happened_at, 0.0, 1.0 FROM departed WHERE went_on
    UNION ALL
    SELECT 'step_back_share', part, happened_at, 1.0, CAST(went_back AS DOUBLE) FROM departed WHERE stayed_open
    UNION ALL
    SELECT 'stage_pass_' || CAST(position AS VARCHAR), part, happened_at, 1.0, CAST(went_on AS DOUBLE)
    FROM departed
    WHERE position <= 6 AND NOT went_back
    UNION ALL
    SELECT 'stage_days_' || CAST(position AS VARCHAR), part, happened_at, 1.0, ln(1 + greatest(days, 0))
    FROM departed
    WHERE position <= 6
    UNION ALL
    SELECT kind || 's', part, happened_at, 0.0, 1.0 FROM touched
    UNION ALL
    SELECT 'inbound_share', part, happened_at, 1.0, CAST(direction = 'in' AS DOUBLE)
    FROM touched
    WHERE direction IN ('in', 'out')
    UNION ALL
    SELECT 'meeting_share', part, happened_at, 1.0, CAST(kind = 'meeting' AS DOUBLE) FROM touched
    UNION ALL
    SELECT 'people_reached', part, happened_at, 1.0, ln(CAST(contacts AS DOUBLE)) FROM touched WHERE contacts > 0
    UNION ALL
    SELECT 'without_deal_share', part, happened_at, 1.0, CAST(opp_id IS NULL AS DOUBLE) FROM touched
),
weekly AS (
    SELECT
        measure,
        part,
        CAST(floor((epoch(happened_at) - epoch($start)) / 604800) AS INTEGER) AS week,
        count(*) AS n,
        sum(exposure) AS exposure,
        sum(total) AS total
    FROM facts
    WHERE NOT $people_only OR measure IN ('win_rate', 'created', 'push_share')
    GROUP BY ALL
)
SELECT weekly.part, parts.part_name, weekly.measure, weekly.week, weekly.n, weekly.exposure, weekly.total
FROM weekly
LEFT JOIN parts ON parts.part = weekly.part
ORDER BY parts.part_order, parts.part_name NULLS LAST, weekly.part, weekly.measure, weekly.week
