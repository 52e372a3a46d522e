-- What each account contributed to the period: time spent open and qualified, and spells that ended.
-- The period ends at $end, or at $as_of while it is still running.
WITH counted AS (
    SELECT
        part,
        account_id,
        opp_id,
        is_alone,
        history = 'dates' AS is_dates_only,
        CASE WHEN $qualified_only THEN qualified_at ELSE TIMESTAMP '1000-01-01' END AS counted_from,
        held_from,
        coalesce(held_until, $end) AS held_until,
        held_from < least($end, $as_of) AND (held_until IS NULL OR held_until > $start) AS is_open,
        ended_at,
        outcome,
        amount_rc,
        undone_at
    FROM holdings
    WHERE (NOT $qualified_only OR qualified_at IS NOT NULL)
        AND (
            (held_from < least($end, $as_of) AND (held_until IS NULL OR held_until > $start))
            OR (ended_at >= $start AND ended_at < least($end, $as_of))
        )
),
happenings AS (
    SELECT
        part,
        account_id,
        opp_id,
        is_alone,
        is_dates_only,
        CASE
            WHEN is_open
            THEN greatest(0, epoch_us(least(held_until, $end, $as_of)) - epoch_us(greatest(held_from, $start, counted_from)))
            ELSE 0
        END AS open_us,
        outcome,
        amount_rc,
        undone_at,
        coalesce(is_open, false) AS is_open,
        coalesce(ended_at >= $start AND ended_at < least($end, $as_of) AND counted_from <= ended_at, false) AS is_exit
    FROM counted
)
SELECT
    part,
    account_id,
    sum(open_us) AS open_us,
    count(*) FILTER (WHERE is_exit) AS exits,
    count(*) FILTER (WHERE is_exit AND outcome = 'won') AS won,
    coalesce(sum(amount_rc) FILTER (WHERE is_exit AND outcome = 'won'), 0) AS won_value,
    coalesce(
        sum(amount_rc) FILTER (
            WHERE is_exit AND outcome = 'won' AND undone_at IS NOT NULL
            AND len(list_filter(undone_at, lambda turned_at: turned_at <= $as_of)) % 2 = 1
        ),
        0
    ) AS undone_value,
    -- Only few opportunities have several rows: distinct ones are sought among those.
    count(*) FILTER (WHERE is_alone) + count(DISTINCT CASE WHEN NOT is_alone THEN opp_id END) AS opportunities,
    count(*) FILTER (WHERE is_alone AND is_dates_only)
    + count(DISTINCT CASE WHEN NOT is_alone AND is_dates_only THEN opp_id END) AS dates_only
FROM happenings
WHERE is_open OR is_exit
GROUP BY part, account_id
