-- What stands behind a bar of the waterfall.
WITH listed AS (
    SELECT movements.opp_id, movements.amount
    FROM movements
    WHERE movements.bar = $bar
)
SELECT
    listed.opp_id, opportunity.name, account.name AS account, owner.name AS owner,
    stage.name AS stage, opportunity.close_on AS day, listed.amount, NULL AS note,
    count(*) OVER () AS total, sum(listed.amount) OVER () AS total_amount
FROM listed
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = listed.opp_id
LEFT JOIN whole.accounts AS account ON account.account_id = opportunity.account_id
LEFT JOIN whole.users AS owner ON owner.user_id = opportunity.owner_id
LEFT JOIN whole.stages AS stage ON stage.stage_id = opportunity.stage_id
ORDER BY abs(listed.amount) DESC, listed.opp_id
LIMIT $length OFFSET $skipped
