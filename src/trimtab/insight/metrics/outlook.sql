-- Stage rates come from the whole company: one group's own history is too short for them.
WITH periods AS (
    SELECT unnest($starts) AS begins, unnest($ends) AS finishes
),
seen AS (
    SELECT stage_id, count(*) AS n, count(*) FILTER (WHERE is_won) AS won
    FROM company_landmarks
    GROUP BY stage_id
),
pooled AS (
    SELECT sum(won) / nullif(sum(n), 0) AS rate, coalesce(sum(n), 0) AS n FROM seen
),
-- A stage seen seldom is drawn towards the rate of all stages, with the weight of so many observations.
rates AS (
    SELECT stage.stage_id, (coalesce(seen.won, 0) + $rate_weight * pooled.rate) / nullif(coalesce(seen.n, 0) + $rate_weight, 0) AS rate
    FROM whole.stages AS stage
    CROSS JOIN pooled
    LEFT JOIN seen ON seen.stage_id = stage.stage_id
),
bookings AS (
    SELECT part, count(*) AS won, sum(amount_rc) AS won_value
    FROM spells
    WHERE outcome = 'won' AND is_standing AND ended_at >= $start AND ended_at < $end
    GROUP BY part
),
pipeline AS (
    SELECT
        state.part,
        count(*) AS open_count,
        sum(state.amount_rc) AS open_value,
        sum(state.amount_rc) FILTER (WHERE state.forecast_category = 'commit') AS commit_value,
        sum(state.amount_rc) FILTER (WHERE state.forecast_category = 'best_case') AS best_case_value,
        sum(CAST(state.amount_rc AS DOUBLE) * coalesce(rates.rate, pooled.rate)) AS stage_weighted
    FROM versions AS state
    CROSS JOIN pooled
    LEFT JOIN rates ON rates.stage_id = state.stage_id
    WHERE state.status = 'open' AND state.from_at <= $as_of AND (state.until_at IS NULL OR state.until_at > $as_of)
        AND state.close_on BETWEEN $due_from AND $due_until
    GROUP BY state.part
),
earlier AS (
    SELECT parts.part, periods.begins, coalesce(sum(spells.amount_rc), 0) AS won_value
    FROM parts
    CROSS JOIN periods
    LEFT JOIN (SELECT * FROM spells WHERE outcome = 'won' AND is_standing) AS spells
        ON spells.part = parts.part AND spells.ended_at >= periods.begins AND spells.ended_at < periods.finishes
    GROUP BY parts.part, periods.begins
),
record AS (
    SELECT
        part,
        count(*) AS earlier_periods,
        avg(won_value) AS earlier_mean,
        min(won_value) AS earlier_least,
        max(won_value) AS earlier_most
    FROM earlier
    GROUP BY part
)
SELECT
    parts.part,
    parts.part_name,
    coalesce(bookings.won, 0) AS won,
    coalesce(bookings.won_value, 0) AS won_value,
    coalesce(pipeline.open_count, 0) AS open_count,
    coalesce(pipeline.open_value, 0) AS open_value,
    coalesce(pipeline.commit_value, 0) AS commit_value,
    coalesce(pipeline.best_case_value, 0) AS best_case_value,
    CASE WHEN pooled.rate IS NULL THEN NULL ELSE coalesce(pipeline.stage_weighted, 0) END AS stage_weighted,
    CAST(pooled.n AS BIGINT) AS rates_from,
    coalesce(record.earlier_periods, 0) AS earlier_periods,
    record.earlier_mean,
    record.earlier_least,
    record.earlier_most
FROM parts
CROSS JOIN pooled
LEFT JOIN bookings ON bookings.part = parts.part
LEFT JOIN pipeline ON pipeline.part = parts.part
LEFT JOIN record ON record.part = parts.part
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part
