-- Every state an opportunity was known to be in, from its raw changes.
-- A change reaches observers at greatest(valid_at, recorded_at), and only where nothing newer of its field was known.
WITH known AS (
    SELECT
        opp_id,
        field,
        -- '' stands for a cleared field, so that NULL can mean "did not change" below.
        coalesce(value, '') AS value,
        greatest(valid_at, recorded_at) AS effective_at,
        not_before,
        {'valid_at': valid_at, 'recorded_at': recorded_at, 'change_id': change_id} AS rank
    FROM changes
),
effective AS (
    SELECT *
    FROM known
    QUALIFY rank = max(rank) OVER (PARTITION BY opp_id, field ORDER BY effective_at)
),
first_known AS (
    SELECT opp_id, min(effective_at) AS effective_at
    FROM known
    GROUP BY opp_id
),
openings AS (
    SELECT base.opp_id, base.opened_at AS from_at
    FROM opportunity_base AS base
    LEFT JOIN first_known USING (opp_id)
    WHERE base.opened_at IS NOT NULL
        AND (first_known.effective_at IS NULL OR base.opened_at < first_known.effective_at)
),
moments AS (
    SELECT
        opp_id,
        effective_at AS from_at,
        max(not_before) AS not_before,
        max(value) FILTER (WHERE field = 'stage') AS stage,
        max(value) FILTER (WHERE field = 'amount') AS amount,
        max(value) FILTER (WHERE field = 'currency') AS currency,
        max(value) FILTER (WHERE field = 'close_on') AS close_on,
        max(value) FILTER (WHERE field = 'forecast_category') AS forecast_category,
        max(value) FILTER (WHERE field = 'owner') AS owner
    FROM effective
    GROUP BY opp_id, effective_at
    UNION ALL
    SELECT opp_id, from_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM openings
),
states AS (
    SELECT
        opp_id,
        from_at,
        not_before,
        row_number() OVER so_far = 1 AS is_first,
        lead(from_at) OVER so_far AS until_at,
        CAST(nullif(last_value(stage IGNORE NULLS) OVER so_far, '') AS BIGINT) AS stage_id,
        last_value(CASE WHEN stage IS NOT NULL THEN from_at END IGNORE NULLS) OVER so_far AS in_stage_since,
        CAST(nullif(last_value(amount IGNORE NULLS) OVER so_far, '') AS DECIMAL(18, 2)) AS amount,
        nullif(last_value(currency IGNORE NULLS) OVER so_far, '') AS currency,
        CAST(nullif(last_value(close_on IGNORE NULLS) OVER so_far, '') AS DATE) AS close_on,
        nullif(last_value(forecast_category IGNORE NULLS) OVER so_far, '') AS forecast_category,
        CAST(nullif(last_value(owner IGNORE NULLS) OVER so_far, '') AS BIGINT) AS owner_id
    FROM moments
    WINDOW so_far AS (PARTITION BY opp_id ORDER BY from_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
placed AS (
    SELECT states.*, coalesce(stages.kind, 'open') AS status
    FROM states
    LEFT JOIN stages USING (stage_id)
),
rates AS (
    SELECT
        currency,
        -- The first rate we have also holds for the days before it.
        CASE WHEN lag(from_on) OVER by_day IS NULL THEN DATE '0001-01-01' ELSE from_on END AS from_on,
        CAST(rate AS DECIMAL(18, 8)) AS rate
    FROM fx
    WINDOW by_day AS (PARTITION BY currency ORDER BY from_on)
),
spans AS (
    SELECT * EXCLUDE (is_first), CASE WHEN is_first THEN 'created' ELSE 'change' END AS cause
    FROM placed
    UNION ALL
    SELECT
        placed.* EXCLUDE (is_first) REPLACE (CAST(rates.from_on AS TIMESTAMP) AS from_at, NULL AS not_before),
        'fx'
    FROM placed
    JOIN rates
        ON rates.currency = placed.currency
        AND CAST(rates.from_on AS TIMESTAMP) > placed.from_at
        AND (placed.until_at IS NULL OR CAST(rates.from_on AS TIMESTAMP) < placed.until_at)
    WHERE placed.status = 'open' AND placed.amount IS NOT NULL
),
dated AS (
    SELECT
        * EXCLUDE (until_at),
        -- A closed opportunity keeps the rate of the day it entered its closing stage.
        CAST(CASE WHEN status = 'open' THEN from_at ELSE in_stage_since END AS DATE) AS rate_on,
        CAST(row_number() OVER in_order AS INTEGER) AS version,
        lead(from_at) OVER in_order AS until_at
    FROM spans
    WINDOW in_order AS (PARTITION BY opp_id ORDER BY from_at)
),
converted AS (
    SELECT dated.*, dated.amount * rates.rate AS exact_rc
    FROM dated
    ASOF LEFT JOIN rates ON rates.currency = dated.currency AND rates.from_on <= dated.rate_on
),
rounded AS (
    SELECT
        *,
        round(exact_rc, 2) AS nearest_rc,
        -- Exactly half a cent goes to the even cent; round() takes it away from zero.
        abs(exact_rc - trunc(exact_rc, 2)) = 0.005
        AND CAST(abs(round(exact_rc, 2)) * 100 AS HUGEINT) % 2 = 1 AS is_odd_tie
    FROM converted
)
SELECT
    rounded.opp_id,
    rounded.version,
    rounded.from_at,
    rounded.until_at,
    rounded.not_before,
    rounded.cause,
    rounded.owner_id,
    users.team_id,
    rounded.stage_id,
    rounded.status,
    rounded.amount,
    rounded.currency,
    CAST(
        CASE WHEN is_odd_tie THEN nearest_rc - sign(nearest_rc) * CAST(0.01 AS DECIMAL(3, 2)) ELSE nearest_rc END
        AS DECIMAL(18, 2)
    ) AS amount_rc,
    rounded.close_on,
    rounded.forecast_category
FROM rounded
LEFT JOIN users ON users.user_id = rounded.owner_id
ORDER BY rounded.opp_id, rounded.version
