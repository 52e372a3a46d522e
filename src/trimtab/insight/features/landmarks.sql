-- One row for each opportunity open at an instant looked at, with what its own changes had said by then.
-- Instants are $first and every $step days after it, $instants of them; $kept of a thousand rows are kept, always the
-- same ones. Everything counted here runs up to the state that held at the instant: later states are not looked at.
WITH places AS (
    SELECT
        stage_id,
        CASE WHEN count(*) OVER process = 1 THEN 0.5
            ELSE (row_number() OVER in_order - 1) / CAST(count(*) OVER process - 1 AS DOUBLE) END AS place
    FROM whole.stages
    WHERE kind = 'open'
    WINDOW process AS (PARTITION BY process_id), in_order AS (PARTITION BY process_id ORDER BY position, stage_id)
),
-- Where only dates are known, all else is what one export said in the end: the amount of what was won, the date of the
-- close, a stage only for what is open still, a customer only for what came far. None of it was known at an earlier instant.
believed AS (
    SELECT
        state.* REPLACE (
            CASE WHEN opportunity.history <> 'dates' THEN state.stage_id END AS stage_id,
            CASE WHEN opportunity.history <> 'dates' THEN state.amount END AS amount,
            CASE WHEN opportunity.history <> 'dates' THEN state.amount_rc END AS amount_rc,
            CASE WHEN opportunity.history <> 'dates' THEN state.close_on END AS close_on,
            CASE WHEN opportunity.history <> 'dates' THEN state.forecast_category END AS forecast_category
        )
    FROM whole.versions AS state
    JOIN whole.opportunities AS opportunity ON opportunity.opp_id = state.opp_id
),
ranked AS (
    SELECT
        state.*,
        places.place,
        CASE state.forecast_category WHEN 'commit' THEN 3 WHEN 'best_case' THEN 2 WHEN 'pipeline' THEN 1
            WHEN 'omitted' THEN 0 END AS category_rank
    FROM believed AS state
    LEFT JOIN places ON places.stage_id = state.stage_id
),
compared AS (
    SELECT
        *,
        CASE WHEN status = 'open' THEN date_diff('day', lag(close_on) OVER in_order, close_on) END AS moved_days,
        lag(stage_id) OVER in_order IS DISTINCT FROM stage_id AS has_moved,
        lag(place) OVER in_order > place AS is_back,
        lag(status) OVER in_order <> 'open' AND status = 'open' AS is_reopened,
        lag(amount) OVER in_order <> amount AS has_new_amount,
        sign(category_rank - lag(category_rank) OVER in_order) AS category_moved,
        lag(owner_id) OVER in_order <> owner_id AS has_new_owner
    FROM ranked
    WINDOW in_order AS (PARTITION BY opp_id ORDER BY version)
),
running AS (
    SELECT
        *,
        count(*) FILTER (WHERE moved_days > 0) OVER so_far AS pushes,
        count(*) FILTER (WHERE moved_days < 0) OVER so_far AS pulls,
        last_value(CASE WHEN moved_days > 0 THEN from_at END IGNORE NULLS) OVER so_far AS pushed_at,
        last_value(CASE WHEN moved_days > 0 THEN moved_days END IGNORE NULLS) OVER so_far AS last_push_days,
        last_value(CASE WHEN has_moved THEN from_at END IGNORE NULLS) OVER so_far AS in_stage_since,
        last_value(CASE WHEN cause <> 'fx' THEN from_at END IGNORE NULLS) OVER so_far AS changed_at,
        greatest(0, count(*) FILTER (WHERE has_moved) OVER so_far - 1) AS moves,
        count(*) FILTER (WHERE is_back) OVER so_far AS steps_back,
        count(*) FILTER (WHERE is_reopened) OVER so_far AS reopenings,
        count(*) FILTER (WHERE has_new_amount) OVER so_far AS amount_moves,
        first_value(amount IGNORE NULLS) OVER so_far AS first_amount,
        coalesce(sum(category_moved) OVER so_far, 0) AS category_moves,
        count(*) FILTER (WHERE has_new_owner) OVER so_far AS owner_changes,
        min(from_at) OVER so_far AS known_from
    FROM compared
    WINDOW so_far AS (PARTITION BY opp_id ORDER BY version ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
-- Unnested beside each state: a join on the instants costs a hundred times as much.
placed AS (
    SELECT
        *,
        unnest(range(
            greatest(0, CAST(ceil((epoch(from_at) - epoch($first)) / (86400.0 * $step)) AS BIGINT)),
            least($instants, CASE WHEN until_at IS NULL THEN $instants
                ELSE CAST(ceil((epoch(until_at) - epoch($first)) / (86400.0 * $step)) AS BIGINT) END)
        )) AS instant
    FROM running
    WHERE status = 'open'
),
looked AS (
    SELECT placed.*, $first + to_days(CAST(instant * $step AS INTEGER)) AS "at" FROM placed
),
loaded AS (
    SELECT *, count(*) OVER (PARTITION BY owner_id, instant) AS seller_open FROM looked
)
SELECT
    loaded.opp_id,
    loaded."at",
    opportunity.process_id,
    loaded.stage_id,
    loaded.owner_id,
    CASE WHEN opportunity.history <> 'dates' THEN opportunity.account_id END AS account_id,
    coalesce(loaded.place, 0) AS stage_place,
    greatest(0, epoch(loaded."at") - epoch(loaded.in_stage_since)) / 86400.0 AS days_in_stage,
    greatest(0, epoch(loaded."at") - epoch(least(opportunity.opened_at, loaded.known_from))) / 86400.0 AS days_open,
    CAST(date_diff('day', CAST(loaded."at" AS DATE), loaded.close_on) AS DOUBLE) AS days_due,
    CAST(loaded.pushes AS DOUBLE) AS pushes,
    CAST(loaded.pulls AS DOUBLE) AS pulls,
    (epoch(loaded."at") - epoch(loaded.pushed_at)) / 86400.0 AS days_since_push,
    CAST(loaded.last_push_days AS DOUBLE) AS last_push_days,
    (epoch(loaded."at") - epoch(loaded.changed_at)) / 86400.0 AS days_since_change,
    CAST(loaded.moves AS DOUBLE) AS moves,
    CAST(loaded.steps_back AS DOUBLE) AS steps_back,
    CAST(loaded.reopenings AS DOUBLE) AS reopenings,
    CASE WHEN loaded.amount_rc > 0 THEN ln(1 + CAST(loaded.amount_rc AS DOUBLE)) END AS amount_log,
    CASE WHEN loaded.first_amount > 0 AND loaded.amount > 0
        THEN ln(CAST(loaded.amount AS DOUBLE) / CAST(loaded.first_amount AS DOUBLE)) END AS amount_moved,
    CAST(loaded.amount_moves AS DOUBLE) AS amount_moves,
    CAST(loaded.category_rank AS DOUBLE) AS category_rank,
    CAST(loaded.category_moves AS DOUBLE) AS category_moves,
    CAST(loaded.owner_changes AS DOUBLE) AS owner_changes,
    CASE WHEN loaded.owner_id IS NOT NULL THEN CAST(loaded.seller_open AS DOUBLE) END AS seller_open,
    CAST(date_diff('day', person.hired_on, CAST(loaded."at" AS DATE)) AS DOUBLE) AS seller_days,
    CASE WHEN account.employees > 0 AND opportunity.history <> 'dates' THEN ln(1 + CAST(account.employees AS DOUBLE)) END AS employees_log,
    CASE WHEN opportunity.history <> 'dates' THEN coalesce(opportunity.segment, '') ELSE '' END AS segment,
    CASE WHEN opportunity.history <> 'dates' THEN coalesce(opportunity.region, '') ELSE '' END AS region,
    CASE WHEN opportunity.history <> 'dates' THEN coalesce(opportunity.industry, '') ELSE '' END AS industry,
    CASE WHEN opportunity.history <> 'dates' THEN coalesce(opportunity.kind, '') ELSE '' END AS kind,
    CASE WHEN opportunity.history <> 'dates' THEN coalesce(opportunity.lead_source, '') ELSE '' END AS lead_source,
    coalesce(loaded.forecast_category, '') AS category,
    opportunity.history
FROM loaded
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = loaded.opp_id
LEFT JOIN whole.users AS person ON person.user_id = loaded.owner_id
LEFT JOIN whole.accounts AS account ON account.account_id = opportunity.account_id
WHERE (loaded.opp_id * 7919 + loaded.instant * 104729) % 1000 < $kept
