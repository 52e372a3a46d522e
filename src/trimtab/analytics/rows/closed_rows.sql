-- Spells that ended in the period. What the win rate, the velocity and the bookings count.
WITH listed AS (
    SELECT
        spells.opp_id,
        spells.owner_id,
        CAST(spells.ended_at AS DATE) AS day,
        spells.outcome AS note,
        spells.amount_rc AS amount
    FROM spells
    JOIN qualified ON qualified.opp_id = spells.opp_id AND qualified.qualified_at <= spells.ended_at
    WHERE spells.ended_at >= $start AND spells.ended_at < $end
        AND (CAST($outcome AS VARCHAR) IS NULL OR spells.outcome = $outcome)
        AND (NOT $is_standing OR spells.is_standing)
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
ORDER BY listed.amount DESC NULLS LAST, listed.opp_id, listed.day
LIMIT $length OFFSET $skipped
