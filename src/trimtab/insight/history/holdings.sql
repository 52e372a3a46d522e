-- One row for each stretch in which one person held an open opportunity, with the closing that ended the spell in that
-- person's hands; a closing in the hands of somebody else is a row of its own, without a stretch.
-- Reads the finished versions, stage_events and opportunities, and stages.
WITH gates AS (
    SELECT process_id, min(position) FILTER (WHERE is_qualified) AS position
    FROM stages
    GROUP BY process_id
),
qualifying AS (
    SELECT stage.stage_id
    FROM stages AS stage
    JOIN gates ON gates.process_id = stage.process_id
    WHERE stage.kind = 'won' OR (stage.kind = 'open' AND stage.position >= gates.position)
),
reached AS (
    SELECT opp_id, min(entered_at) AS at
    FROM stage_events
    WHERE stage_id IN (SELECT stage_id FROM qualifying)
    GROUP BY opp_id
),
entered AS (
    SELECT
        opp_id,
        spell,
        min(entered_at) AS first_entered_at,
        max(sequence) AS last_sequence,
        -- Packed, so that an unknown owner or amount at the close stays unknown.
        arg_min(
            {'sequence': sequence, 'at': entered_at, 'kind': kind, 'owner_id': owner_id, 'amount_rc': amount_rc},
            sequence
        ) FILTER (WHERE kind <> 'open') AS closing
    FROM stage_events
    GROUP BY opp_id, spell
),
-- Whether the closing still stood, at each later event of its spell and at the one that reopened it.
later AS (
    SELECT
        entered.opp_id,
        entered.spell,
        event.sequence,
        event.entered_at,
        event.kind = entered.closing.kind AS stands
    FROM entered
    JOIN stage_events AS event ON event.opp_id = entered.opp_id
    WHERE event.sequence >= entered.closing.sequence AND event.sequence <= entered.last_sequence + 1
),
turned AS (
    SELECT *, lag(stands) OVER (PARTITION BY opp_id, spell ORDER BY sequence) <> stands AS has_turned
    FROM later
),
undone AS (
    SELECT opp_id, spell, list(entered_at ORDER BY sequence) AS undone_at
    FROM turned
    WHERE has_turned
    GROUP BY opp_id, spell
),
spells AS (
    SELECT
        opportunity.opp_id,
        coalesce(entered.spell, 1) AS spell,
        CASE
            WHEN coalesce(entered.spell, 1) > 1 THEN entered.first_entered_at
            ELSE least(opportunity.opened_at, entered.first_entered_at)
        END AS opened_at,
        entered.closing.at AS ended_at,
        entered.closing.kind AS outcome,
        CASE WHEN entered.closing IS NULL THEN latest.owner_id ELSE entered.closing.owner_id END AS owner_id,
        entered.closing.amount_rc AS amount_rc,
        undone.undone_at
    FROM opportunities AS opportunity
    LEFT JOIN entered ON entered.opp_id = opportunity.opp_id
    LEFT JOIN undone ON undone.opp_id = entered.opp_id AND undone.spell = entered.spell
    LEFT JOIN versions AS latest ON latest.opp_id = opportunity.opp_id AND latest.until_at IS NULL
),
compared AS (
    SELECT
        opp_id,
        from_at,
        status = 'open' AS is_open,
        owner_id,
        lag(status = 'open') OVER in_order AS was_open,
        lag(owner_id) OVER in_order AS previous_owner_id
    FROM versions
    WINDOW in_order AS (PARTITION BY opp_id ORDER BY version)
),
bounded AS (
    SELECT *, lead(from_at) OVER (PARTITION BY opp_id ORDER BY from_at) AS held_until
    FROM compared
    WHERE was_open IS DISTINCT FROM is_open OR previous_owner_id IS DISTINCT FROM owner_id
),
held AS (
    SELECT opp_id, owner_id, from_at AS held_from, held_until FROM bounded WHERE is_open
),
joined AS (
    SELECT
        coalesce(spells.opp_id, held.opp_id) AS opp_id,
        coalesce(spells.owner_id, held.owner_id) AS owner_id,
        held.held_from,
        held.held_until,
        spells.spell,
        spells.opened_at,
        spells.ended_at,
        spells.outcome,
        spells.undone_at,
        spells.amount_rc
    FROM spells
    FULL JOIN held
        ON held.opp_id = spells.opp_id
        AND held.owner_id IS NOT DISTINCT FROM spells.owner_id
        AND held.held_until IS NOT DISTINCT FROM spells.ended_at
)
SELECT
    joined.opp_id,
    opportunity.account_id,
    joined.owner_id,
    opportunity.history,
    joined.held_from,
    joined.held_until,
    CAST(joined.spell AS INTEGER) AS spell,
    joined.opened_at,
    joined.ended_at,
    joined.outcome,
    joined.undone_at,
    joined.amount_rc,
    CASE
        WHEN gates.position IS NULL OR opportunity.history = 'dates' THEN TIMESTAMP '1000-01-01'
        ELSE reached.at
    END AS qualified_at,
    count(*) OVER (PARTITION BY joined.opp_id) = 1 AS is_alone
FROM joined
JOIN opportunities AS opportunity ON opportunity.opp_id = joined.opp_id
LEFT JOIN gates ON gates.process_id = opportunity.process_id
LEFT JOIN reached ON reached.opp_id = joined.opp_id
ORDER BY joined.opp_id, joined.held_from
