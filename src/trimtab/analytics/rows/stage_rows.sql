-- Stays in a stage that began in the period, with how they ended.
WITH listed AS (
    SELECT
        event.opp_id,
        event.owner_id,
        CAST(event.entered_at AS DATE) AS day,
        CASE WHEN event.left_at IS NULL OR event.left_at > $as_of THEN 'here' ELSE following.name END AS note,
        event.amount_rc AS amount
    FROM stage_events AS event
    LEFT JOIN whole.stages AS following ON following.stage_id = event.next_stage_id
    WHERE event.stage_id = $stage_id AND event.kind = 'open'
        AND event.entered_at >= $start AND event.entered_at < least($end, $as_of)
)
SELECT
    listed.opp_id, opportunity.name, account.name AS account, owner.name AS owner,
    stage.name AS stage, listed.day, listed.amount, listed.note,
    count(*) OVER () AS total, sum(listed.amount) OVER () AS total_amount
FROM listed
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = listed.opp_id
LEFT JOIN whole.accounts AS account ON account.account_id = opportunity.account_id
LEFT JOIN whole.users AS owner ON owner.user_id = listed.owner_id
LEFT JOIN whole.stages AS stage ON stage.stage_id = opportunity.stage_id
ORDER BY listed.day DESC, listed.opp_id
LIMIT $length OFFSET $skipped
