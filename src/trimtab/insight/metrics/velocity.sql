SELECT
    parts.part,
    parts.part_name,
    (epoch_us(least($end, $as_of)) - epoch_us($start)) / 86400000000.0 AS days,
    coalesce(sum(flows.open_us), 0) / 86400000000.0 AS open_days,
    CAST(coalesce(sum(flows.exits), 0) AS BIGINT) AS exits,
    CAST(coalesce(sum(flows.won), 0) AS BIGINT) AS won,
    CAST(coalesce(sum(flows.won_value), 0) AS DECIMAL(18, 2)) AS won_value,
    CAST(coalesce(sum(flows.undone_value), 0) AS DECIMAL(18, 2)) AS undone_value,
    CAST(coalesce(sum(flows.opportunities), 0) AS BIGINT) AS opportunities,
    CAST(coalesce(sum(flows.dates_only), 0) AS BIGINT) AS dates_only
FROM parts
LEFT JOIN flows ON flows.part = parts.part
GROUP BY parts.part, parts.part_name, parts.part_order
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part
