-- Open and due in the period at its start, with how often the date had been pushed by then and what became of it.
-- Looking only at these is what makes groups comparable: an opportunity must survive to be pushed.
WITH at_start AS (
    SELECT opp_id, part, amount_rc
    FROM versions
    WHERE status = 'open' AND from_at <= $start AND (until_at IS NULL OR until_at > $start)
        AND close_on BETWEEN $due_from AND $due_until
),
dates AS (
    SELECT opp_id, close_on, lag(close_on) OVER (PARTITION BY opp_id ORDER BY version) AS previous_close_on
    FROM whole.versions
    WHERE from_at <= $start AND opp_id IN (SELECT opp_id FROM at_start)
),
pushes AS (
    SELECT opp_id, count(*) FILTER (WHERE close_on > previous_close_on) AS pushes
    FROM dates
    GROUP BY opp_id
),
after AS (
    SELECT opp_id, status, amount_rc
    FROM whole.versions
    WHERE from_at <= least($end, $as_of) AND (until_at IS NULL OR until_at > least($end, $as_of))
)
SELECT
    at_start.part,
    at_start.opp_id,
    opportunity.account_id,
    coalesce(pushes.pushes, 0) AS pushes,
    CASE after.status WHEN 'open' THEN 'slipped' ELSE after.status END AS outcome,
    coalesce(at_start.amount_rc, 0) AS due_value,
    coalesce(CASE WHEN after.status = 'open' THEN at_start.amount_rc ELSE after.amount_rc END, 0) AS end_value
FROM at_start
JOIN after ON after.opp_id = at_start.opp_id
LEFT JOIN pushes ON pushes.opp_id = at_start.opp_id
LEFT JOIN whole.opportunities AS opportunity ON opportunity.opp_id = at_start.opp_id
