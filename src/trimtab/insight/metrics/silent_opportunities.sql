WITH open_now AS (
    SELECT opp_id, owner_id, stage_id, amount_rc
    FROM versions
    WHERE status = 'open' AND from_at <= $as_of AND (until_at IS NULL OR until_at > $as_of)
),
segments AS (
    SELECT opportunity.segment, median(touches.pace_days) AS pace_days
    FROM touches
    JOIN whole.opportunities AS opportunity ON opportunity.opp_id = touches.opp_id
    GROUP BY opportunity.segment
),
everyone AS (
    SELECT median(pace_days) AS pace_days FROM touches
),
feed AS (
    SELECT count(touches.opp_id) / nullif(count(*), 0) AS completeness
    FROM open_now
    LEFT JOIN touches ON touches.opp_id = open_now.opp_id
),
judged AS (
    SELECT
        open_now.opp_id,
        opportunity.name,
        opportunity.account_id,
        open_now.owner_id,
        open_now.stage_id,
        open_now.amount_rc AS amount,
        touches.last_at,
        coalesce(touches.activities, 0) AS activities,
        -- Whole days only: counting the running day as silence makes the list worse than a fixed rule.
        CAST(floor((epoch($as_of) - epoch(coalesce(touches.last_at, opportunity.opened_at))) / 86400) AS BIGINT)
            AS silent_days,
        coalesce(touches.pace_days, segments.pace_days, everyone.pace_days) AS pace_days,
        touches.pace_days IS NOT NULL AS is_own_pace,
        feed.completeness
    FROM open_now
    CROSS JOIN feed
    CROSS JOIN everyone
    JOIN whole.opportunities AS opportunity ON opportunity.opp_id = open_now.opp_id
    LEFT JOIN touches ON touches.opp_id = open_now.opp_id
    LEFT JOIN segments ON segments.segment IS NOT DISTINCT FROM opportunity.segment
)
SELECT *, silent_days / nullif(pace_days, 0) AS times_pace
FROM judged
WHERE silent_days >= $least_days AND silent_days >= coalesce($times * pace_days, 0)
ORDER BY amount DESC NULLS LAST, opp_id
