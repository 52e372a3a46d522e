-- Per group and account, so that the win rate's uncertainty can be redrawn; the group's sums repeat on its rows.
WITH targets AS (
    SELECT users.part, sum(quotas.amount_rc) AS target
    FROM quotas
    JOIN users ON users.user_id = quotas.user_id
    WHERE quotas.measure = 'bookings' AND quotas.start_on >= $due_from AND quotas.end_on <= $due_until
    GROUP BY users.part
),
bookings AS (
    SELECT part, sum(amount_rc) AS won_value
    FROM spells
    WHERE outcome = 'won' AND is_standing AND ended_at >= $start AND ended_at < $end
    GROUP BY part
),
pipeline AS (
    SELECT part, sum(amount_rc) AS open_value
    FROM versions
    WHERE status = 'open' AND from_at <= $as_of AND (until_at IS NULL OR until_at > $as_of)
        AND close_on BETWEEN $due_from AND $due_until
    GROUP BY part
),
decided AS (
    SELECT
        part,
        account_id,
        count(*) AS closed,
        sum(amount_rc) AS closed_value,
        sum(amount_rc) FILTER (WHERE outcome = 'won') AS rate_won_value
    FROM spells
    WHERE ended_at >= $rate_start AND ended_at <= $as_of
    GROUP BY part, account_id
)
SELECT
    parts.part,
    parts.part_name,
    targets.target,
    coalesce(bookings.won_value, 0) AS won_value,
    coalesce(pipeline.open_value, 0) AS open_value,
    decided.account_id,
    coalesce(decided.closed, 0) AS closed,
    coalesce(decided.closed_value, 0) AS closed_value,
    coalesce(decided.rate_won_value, 0) AS rate_won_value
FROM parts
LEFT JOIN targets ON targets.part = parts.part
LEFT JOIN bookings ON bookings.part = parts.part
LEFT JOIN pipeline ON pipeline.part = parts.part
LEFT JOIN decided ON decided.part = parts.part
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, decided.account_id NULLS LAST
