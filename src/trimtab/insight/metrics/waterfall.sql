WITH listed AS (
    SELECT bar, row_number() OVER () AS place
    FROM (VALUES
        ('opening'), ('new'), ('reopened'), ('increased'), ('decreased'), ('pulled_in'), ('pushed_out'),
        ('moved_category'), ('owner_change'), ('fx'), ('won'), ('lost'), ('closing')
    ) AS named(bar)
)
SELECT
    parts.part,
    parts.part_name,
    listed.bar,
    CAST(count(DISTINCT movements.opp_id) AS BIGINT) AS opportunities,
    CAST(coalesce(sum(movements.amount), 0) AS DECIMAL(18, 2)) AS amount
FROM parts
CROSS JOIN listed
LEFT JOIN movements ON movements.part = parts.part AND movements.bar = listed.bar
GROUP BY parts.part, parts.part_name, parts.part_order, listed.bar, listed.place
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, listed.place
