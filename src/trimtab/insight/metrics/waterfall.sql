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
    -- NULL where opportunities stand behind the bar and not one amount is known: a 0 would be a lie.
    CAST(CASE WHEN count(movements.opp_id) = 0 THEN 0 ELSE sum(movements.amount) END AS DECIMAL(18, 2)) AS amount
FROM parts
CROSS JOIN listed
LEFT JOIN movements ON movements.part = parts.part AND movements.bar = listed.bar
GROUP BY parts.part, parts.part_name, parts.part_order, listed.bar, listed.place
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, listed.place
