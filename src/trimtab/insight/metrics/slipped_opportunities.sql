WITH open_now AS (
    SELECT opp_id, part, owner_id, stage_id, amount_rc, close_on
    FROM versions
    WHERE status = 'open' AND from_at <= $as_of AND (until_at IS NULL OR until_at > $as_of)
),
dates AS (
    SELECT opp_id, close_on, lag(close_on) OVER (PARTITION BY opp_id ORDER BY version) AS previous_close_on
    FROM whole.versions
    WHERE from_at <= $as_of AND opp_id IN (SELECT opp_id FROM open_now)
),
pushed AS (
    SELECT
        opp_id,
        count(*) FILTER (WHERE close_on > previous_close_on) AS pushes,
        coalesce(sum(close_on - previous_close_on) FILTER (WHERE close_on > previous_close_on), 0) AS pushed_days
    FROM dates
    GROUP BY opp_id
)
SELECT
    open_now.opp_id,
    opportunity.name,
    opportunity.account_id,
    open_now.owner_id,
    open_now.stage_id,
    open_now.amount_rc AS amount,
    open_now.close_on,
    greatest(0, $today - open_now.close_on) AS overdue_days,
    coalesce(pushed.pushes, 0) AS pushes,
    CAST(coalesce(pushed.pushed_days, 0) AS BIGINT) AS pushed_days
FROM open_now
LEFT JOIN pushed ON pushed.opp_id = open_now.opp_id
LEFT JOIN whole.opportunities AS opportunity ON opportunity.opp_id = open_now.opp_id
WHERE open_now.close_on < $today OR coalesce(pushed.pushes, 0) >= $least_pushes
ORDER BY amount DESC NULLS LAST, open_now.opp_id
