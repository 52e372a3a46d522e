SELECT
    part,
    account_id,
    (epoch_us(least($end, $as_of)) - epoch_us($start)) / 86400000000.0 AS days,
    open_us / 86400000000.0 AS open_days,
    exits,
    won,
    CAST(won_value AS DECIMAL(18, 2)) AS won_value
FROM flows
ORDER BY part, account_id NULLS LAST
