-- Every state of those opportunities that was known by $as_of.
SELECT
    state.opp_id,
    epoch(state.from_at) AS since,
    state.status,
    state.stage_id,
    state.owner_id,
    CAST(state.amount_rc AS DOUBLE) AS amount,
    date_diff('day', DATE '1970-01-01', state.close_on) AS close_day,
    coalesce(state.forecast_category, '') AS forecast_category
FROM whole.versions AS state
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = state.opp_id
WHERE opportunity.history <> 'dates' AND state.from_at <= $as_of
    AND (opportunity.closed_at IS NULL OR opportunity.closed_at >= $since)
ORDER BY state.opp_id, state.from_at
