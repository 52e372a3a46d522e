-- How long stays in the same stage, and openings to closings in the same process, had taken by the instant: the mean
-- logarithm, which is near that of the median, so that one forgotten opportunity moves little.
WITH stays AS (
    SELECT stage_id, left_at, ln(1 + (epoch(left_at) - epoch(entered_at)) / 86400.0) AS days_log
    FROM whole.stage_events
    WHERE kind = 'open' AND left_at IS NOT NULL
),
stay_paces AS (
    SELECT DISTINCT
        stage_id,
        left_at,
        avg(days_log) OVER (PARTITION BY stage_id ORDER BY left_at) AS days_log
    FROM stays
),
cycles AS (
    SELECT
        opportunity.process_id,
        holding.ended_at,
        ln(1 + greatest(0, epoch(holding.ended_at) - epoch(holding.opened_at)) / 86400.0) AS days_log
    FROM whole.holdings AS holding
    JOIN whole.opportunities AS opportunity ON opportunity.opp_id = holding.opp_id
    WHERE holding.outcome IS NOT NULL
),
cycle_paces AS (
    SELECT DISTINCT
        process_id,
        ended_at,
        avg(days_log) OVER (PARTITION BY process_id ORDER BY ended_at) AS days_log
    FROM cycles
),
staying AS (
    SELECT
        landmarks.opp_id,
        landmarks."at",
        landmarks.process_id,
        landmarks.days_open,
        ln(1 + landmarks.days_in_stage) - stay_paces.days_log AS stage_pace
    FROM landmarks
    ASOF LEFT JOIN stay_paces ON stay_paces.stage_id = landmarks.stage_id AND stay_paces.left_at <= landmarks."at"
)
SELECT
    staying.opp_id,
    staying."at",
    staying.stage_pace,
    ln(1 + staying.days_open) - cycle_paces.days_log AS cycle_pace
FROM staying
ASOF LEFT JOIN cycle_paces ON cycle_paces.process_id = staying.process_id AND cycle_paces.ended_at <= staying."at"
