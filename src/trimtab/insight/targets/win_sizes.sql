SELECT
    count(amount_rc) AS n,
    avg(CAST(amount_rc AS DOUBLE)) AS mean,
    stddev_pop(CAST(amount_rc AS DOUBLE)) AS spread
FROM spells
WHERE outcome = 'won' AND is_standing AND ended_at >= $start AND ended_at <= $as_of
