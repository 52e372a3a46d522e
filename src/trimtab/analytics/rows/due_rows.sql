-- Open and due in the period at its start, with what became of them.
WITH listed AS (
    SELECT due.opp_id, due.outcome AS note, due.due_value AS amount, due.pushes
    FROM due
    WHERE (CAST($outcome AS VARCHAR) IS NULL OR due.outcome = $outcome)
)
SELECT
    listed.opp_id, opportunity.name, account.name AS account, owner.name AS owner,
    stage.name AS stage, opportunity.close_on AS day, listed.amount, listed.note,
    count(*) OVER () AS total, sum(listed.amount) OVER () AS total_amount
FROM listed
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = listed.opp_id
LEFT JOIN whole.accounts AS account ON account.account_id = opportunity.account_id
LEFT JOIN whole.users AS owner ON owner.user_id = opportunity.owner_id
LEFT JOIN whole.stages AS stage ON stage.stage_id = opportunity.stage_id
ORDER BY listed.amount DESC NULLS LAST, listed.opp_id
LIMIT $length OFFSET $skipped
