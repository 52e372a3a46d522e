-- Open at the instant, as they stood then.
WITH listed AS (
    SELECT opp_id, owner_id, stage_id, close_on AS day, forecast_category AS note, amount_rc AS amount
    FROM versions
    WHERE status = 'open' AND from_at <= $as_of AND (until_at IS NULL OR until_at > $as_of)
        AND (CAST($due_from AS DATE) IS NULL OR close_on >= $due_from)
        AND (CAST($due_until AS DATE) IS NULL OR close_on <= $due_until)
        AND (CAST($category AS VARCHAR) IS NULL OR forecast_category = $category)
        AND (
            CAST($ids AS VARCHAR) IS NULL
            OR list_contains(string_split(CAST($ids AS VARCHAR), ','), CAST(opp_id AS VARCHAR))
        )
)
SELECT
    listed.opp_id, opportunity.name, account.name AS account, owner.name AS owner,
    stage.name AS stage, listed.day, listed.amount, listed.note,
    count(*) OVER () AS total, sum(listed.amount) OVER () AS total_amount
FROM listed
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = listed.opp_id
LEFT JOIN whole.accounts AS account ON account.account_id = opportunity.account_id
LEFT JOIN whole.users AS owner ON owner.user_id = listed.owner_id
LEFT JOIN whole.stages AS stage ON stage.stage_id = listed.stage_id
ORDER BY listed.amount DESC NULLS LAST, listed.opp_id
LIMIT $length OFFSET $skipped
