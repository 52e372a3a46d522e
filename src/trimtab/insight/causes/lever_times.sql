-- When a lever was first pulled on a deal, for the levers that the declared tables know of.
WITH states AS (
    SELECT
        opp_id,
        from_at,
        status,
        close_on > lag(close_on) OVER earlier AS is_push,
        currency = lag(currency) OVER earlier AND amount <= 0.95 * lag(amount) OVER earlier AS is_discount
    FROM whole.versions
    WHERE hash(opp_id) % $one_of = 0
    WINDOW earlier AS (PARTITION BY opp_id ORDER BY version)
),
deeds AS (
    SELECT opp_id, kind, direction, "at"
    FROM whole.activities
    WHERE opp_id IS NOT NULL AND hash(opp_id) % $one_of = 0 AND "at" <= $as_of
),
pulled AS (
    SELECT 'meeting' AS lever, opp_id, min("at") AS first_at FROM deeds WHERE kind = 'meeting' GROUP BY opp_id
    UNION ALL
    SELECT 'first_answer', opp_id, min("at") FROM deeds
    WHERE direction <> 'in' AND kind IN ('call', 'email', 'meeting') GROUP BY opp_id
    UNION ALL
    SELECT 'push', opp_id, min(from_at) FROM states WHERE is_push AND status = 'open' AND from_at <= $as_of GROUP BY opp_id
    UNION ALL
    SELECT 'discount', opp_id, min(from_at) FROM states
    WHERE is_discount AND status = 'open' AND from_at <= $as_of GROUP BY opp_id
)
SELECT pulled.lever, pulled.opp_id, epoch(pulled.first_at) AS first_at
FROM pulled
JOIN opportunities AS deal ON deal.opp_id = pulled.opp_id
ORDER BY pulled.lever, pulled.opp_id
