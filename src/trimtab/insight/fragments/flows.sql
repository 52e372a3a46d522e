-- What each account contributed to the period: time spent open and qualified, and spells that ended.
-- The period ends at $end, or at $as_of while it is still running.
WITH happenings AS (
    SELECT
        state.part,
        state.opp_id,
        greatest(
            0,
            epoch_us(least(coalesce(state.until_at, $end), $end, $as_of))
            - epoch_us(greatest(state.from_at, $start, qualified.qualified_at))
        ) AS open_us,
        NULL AS outcome,
        NULL AS amount_rc,
        false AS is_undone
    FROM versions AS state
    JOIN qualified ON qualified.opp_id = state.opp_id
    WHERE state.status = 'open' AND state.from_at < least($end, $as_of)
        AND (state.until_at IS NULL OR state.until_at > $start)
    UNION ALL
    SELECT spells.part, spells.opp_id, 0, spells.outcome, spells.amount_rc, NOT spells.is_standing
    FROM spells
    JOIN qualified ON qualified.opp_id = spells.opp_id
    WHERE spells.ended_at >= $start AND spells.ended_at < least($end, $as_of)
        AND qualified.qualified_at <= spells.ended_at
)
SELECT
    happenings.part,
    opportunity.account_id,
    sum(happenings.open_us) AS open_us,
    count(happenings.outcome) AS exits,
    count(*) FILTER (WHERE happenings.outcome = 'won') AS won,
    coalesce(sum(happenings.amount_rc) FILTER (WHERE happenings.outcome = 'won'), 0) AS won_value,
    coalesce(sum(happenings.amount_rc) FILTER (WHERE happenings.outcome = 'won' AND is_undone), 0) AS undone_value,
    count(DISTINCT happenings.opp_id) AS opportunities,
    count(DISTINCT happenings.opp_id) FILTER (WHERE opportunity.history = 'dates') AS dates_only
FROM happenings
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = happenings.opp_id
GROUP BY happenings.part, opportunity.account_id
