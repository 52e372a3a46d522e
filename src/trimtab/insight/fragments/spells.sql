-- One row for each time an opportunity was opened, as known at $as_of: from opened_at to its first closing, if any.
-- A reopened opportunity begins a spell of its own. Owner and amount: at the close, or the last known while open.
-- Who asks only for what ended reads no versions: the second half is then empty before it is read.
WITH states AS (
    SELECT opp_id, owner_id, amount_rc
    FROM whole.versions
    WHERE from_at <= $as_of AND (until_at IS NULL OR until_at > $as_of)
)
SELECT
    opp_id,
    account_id,
    history,
    spell,
    opened_at,
    ended_at,
    outcome,
    -- Won or lost, and not changed or reopened by $as_of: it has turned an even number of times.
    undone_at IS NULL OR len(list_filter(undone_at, lambda turned_at: turned_at <= $as_of)) % 2 = 0 AS is_standing,
    owner_id,
    amount_rc
FROM whole.holdings
WHERE spell IS NOT NULL AND ended_at <= $as_of
UNION ALL
SELECT
    holding.opp_id,
    holding.account_id,
    holding.history,
    holding.spell,
    holding.opened_at,
    CAST(NULL AS TIMESTAMP) AS ended_at,
    CAST(NULL AS VARCHAR) AS outcome,
    false AS is_standing,
    states.owner_id,
    states.amount_rc
FROM whole.holdings AS holding
LEFT JOIN states ON states.opp_id = holding.opp_id
WHERE holding.spell IS NOT NULL AND holding.opened_at <= $as_of
    AND (holding.ended_at IS NULL OR holding.ended_at > $as_of)
