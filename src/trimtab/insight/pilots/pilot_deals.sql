-- Deals opened since the pilot began by its sellers, or for its accounts, with what became of them. A deal belongs to whoever
-- opened it, also after it was passed on: whoever is dealt into an arm stays in it.
WITH sellers AS (
    SELECT unnest(CAST(string_split(nullif($sellers, ''), ',') AS BIGINT[])) AS owner_id
),
accounts_in AS (
    SELECT unnest(CAST(string_split(nullif($accounts, ''), ',') AS BIGINT[])) AS account_id
),
begun AS (
    SELECT deal.opp_id, deal.account_id, deal.opened_at, state.owner_id
    FROM whole.opportunities AS deal
    JOIN whole.versions AS state ON state.opp_id = deal.opp_id AND state.version = 1
    WHERE deal.opened_at >= $start AND deal.opened_at <= $as_of
        AND (state.owner_id IN (FROM sellers) OR deal.account_id IN (FROM accounts_in))
),
moves AS (
    SELECT
        begun.opp_id,
        min(event.entered_at) FILTER (WHERE event.kind = 'won') AS won_at,
        min(event.entered_at) FILTER (WHERE event.kind <> 'lost' AND event.sequence > 1) AS forward_at
    FROM begun
    JOIN whole.stage_events AS event ON event.opp_id = begun.opp_id AND event.entered_at <= $as_of
    GROUP BY begun.opp_id
)
SELECT
    begun.opp_id,
    begun.owner_id,
    begun.account_id,
    epoch(begun.opened_at) AS opened,
    epoch(moves.won_at) AS won_at,
    epoch(moves.forward_at) AS forward_at
FROM begun
LEFT JOIN moves ON moves.opp_id = begun.opp_id
ORDER BY begun.opp_id
