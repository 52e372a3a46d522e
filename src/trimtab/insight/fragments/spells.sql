-- One row for each time an opportunity was opened, as known at $as_of: from opened_at to its first closing, if any.
-- A reopened opportunity begins a spell of its own. Owner and amount: at the close, or the last known while open.
WITH entered AS (
    SELECT
        opp_id,
        spell,
        min(entered_at) AS first_entered_at,
        count(*) FILTER (WHERE kind = 'open') AS open_stages,
        min(entered_at) FILTER (WHERE kind <> 'open') AS ended_at,
        arg_min(kind, sequence) FILTER (WHERE kind <> 'open') AS outcome,
        arg_min(owner_id, sequence) FILTER (WHERE kind <> 'open') AS closing_owner_id,
        arg_min(amount_rc, sequence) FILTER (WHERE kind <> 'open') AS closing_amount_rc,
        max_by(kind, sequence) AS last_kind,
        max_by(owner_id, sequence) AS last_owner_id,
        max_by(amount_rc, sequence) AS last_amount_rc,
        max_by(coalesce(left_at, TIMESTAMP '9999-01-01'), sequence) AS last_left_at
    FROM whole.stage_events
    WHERE entered_at <= $as_of
    GROUP BY opp_id, spell
),
states AS (
    SELECT opp_id, owner_id, amount_rc
    FROM whole.versions
    WHERE from_at <= $as_of AND (until_at IS NULL OR until_at > $as_of)
)
SELECT
    opportunity.opp_id,
    opportunity.account_id,
    opportunity.history,
    coalesce(entered.spell, 1) AS spell,
    CASE
        WHEN coalesce(entered.spell, 1) > 1 THEN entered.first_entered_at
        ELSE least(opportunity.opened_at, entered.first_entered_at)
    END AS opened_at,
    entered.ended_at,
    entered.outcome,
    -- Won or lost, and not changed or reopened by $as_of.
    coalesce(entered.last_kind = entered.outcome AND entered.last_left_at > $as_of, false) AS is_standing,
    CASE WHEN entered.outcome IS NULL THEN states.owner_id ELSE entered.closing_owner_id END AS owner_id,
    CASE WHEN entered.outcome IS NULL THEN states.amount_rc ELSE entered.closing_amount_rc END AS amount_rc
FROM whole.opportunities AS opportunity
LEFT JOIN entered ON entered.opp_id = opportunity.opp_id
LEFT JOIN states ON states.opp_id = opportunity.opp_id
WHERE entered.opp_id IS NOT NULL OR opportunity.opened_at <= $as_of
