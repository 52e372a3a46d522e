-- Every deal of the sample as it stands: for the usual comparison, and for what a lever could still reach.
SELECT
    opp_id,
    status,
    epoch(opened_at) AS opened,
    epoch(closed_at) AS closed,
    CAST(amount_rc AS DOUBLE) AS amount
FROM opportunities
WHERE hash(opp_id) % $one_of = 0 AND opened_at <= $as_of AND history <> 'dates'
ORDER BY opp_id
