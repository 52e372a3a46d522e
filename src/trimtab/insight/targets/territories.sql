-- Accounts by who holds them and kind of customer, as they are held now; and what each kind bought since $start.
WITH kinds AS (
    SELECT account_id, owner_id, coalesce(segment, '') AS segment, coalesce(industry, '') AS industry
    FROM whole.accounts
    WHERE created_at IS NULL OR created_at <= $as_of
),
bought AS (
    SELECT kinds.segment, kinds.industry, count(*) AS won, sum(spells.amount_rc) AS won_value
    FROM spells
    JOIN kinds ON kinds.account_id = spells.account_id
    WHERE spells.outcome = 'won' AND spells.is_standing AND spells.ended_at >= $start AND spells.ended_at <= $as_of
    GROUP BY kinds.segment, kinds.industry
)
SELECT
    kinds.owner_id,
    kinds.segment,
    kinds.industry,
    count(*) AS accounts,
    coalesce(any_value(bought.won), 0) AS won,
    coalesce(any_value(bought.won_value), 0) AS won_value
FROM kinds
LEFT JOIN bought ON bought.segment = kinds.segment AND bought.industry = kinds.industry
GROUP BY kinds.owner_id, kinds.segment, kinds.industry
ORDER BY kinds.owner_id, kinds.segment, kinds.industry
