-- Opportunities that were open and qualified in the period, with the days they spent so: what the open lever counts.
WITH listed AS (
    SELECT
        state.opp_id,
        arg_max(state.owner_id, state.version) AS owner_id,
        arg_max(state.stage_id, state.version) AS stage_id,
        CAST(min(greatest(state.from_at, $start, qualified.qualified_at)) AS DATE) AS day,
        arg_max(state.amount_rc, state.version) AS amount,
        sum(
            greatest(
                0,
                epoch_us(least(coalesce(state.until_at, $end), $end, $as_of))
                - epoch_us(greatest(state.from_at, $start, qualified.qualified_at))
            )
        ) / 86400000000.0 AS days
    FROM versions AS state
    JOIN qualified ON qualified.opp_id = state.opp_id
    WHERE state.status = 'open' AND state.from_at < least($end, $as_of)
        AND (state.until_at IS NULL OR state.until_at > $start)
    GROUP BY state.opp_id
)
SELECT
    listed.opp_id, opportunity.name, account.name AS account, owner.name AS owner,
    stage.name AS stage, listed.day, listed.amount, format('{:.1f} days', listed.days) AS note,
    count(*) OVER () AS total, sum(listed.amount) OVER () AS total_amount
FROM listed
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = listed.opp_id
LEFT JOIN whole.accounts AS account ON account.account_id = opportunity.account_id
LEFT JOIN whole.users AS owner ON owner.user_id = listed.owner_id
LEFT JOIN whole.stages AS stage ON stage.stage_id = listed.stage_id
WHERE listed.days > 0
ORDER BY listed.days DESC, listed.opp_id
LIMIT $length OFFSET $skipped
