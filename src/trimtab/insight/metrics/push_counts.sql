WITH groups AS (
    SELECT unnest([0, 1, 2, 3]) AS pushes
)
SELECT
    parts.part,
    parts.part_name,
    groups.pushes,
    count(due.opp_id) AS due,
    count(due.opp_id) FILTER (WHERE due.outcome = 'won') AS won,
    count(due.opp_id) FILTER (WHERE due.outcome = 'lost') AS lost,
    count(due.opp_id) FILTER (WHERE due.outcome = 'slipped') AS slipped,
    CAST(coalesce(sum(due.due_value), 0) AS DECIMAL(18, 2)) AS due_value
FROM parts
CROSS JOIN groups
LEFT JOIN due ON due.part = parts.part AND least(due.pushes, 3) = groups.pushes
GROUP BY parts.part, parts.part_name, parts.part_order, groups.pushes
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, groups.pushes
