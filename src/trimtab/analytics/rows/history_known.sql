-- Where the past of the opportunities comes from.
SELECT
    parts.part,
    parts.part_name,
    count(opportunities.opp_id) FILTER (WHERE opportunities.history = 'changes') AS changes,
    count(opportunities.opp_id) FILTER (WHERE opportunities.history = 'exports') AS exports,
    count(opportunities.opp_id) FILTER (WHERE opportunities.history = 'dates') AS dates,
    count(opportunities.opp_id) AS n
FROM parts
LEFT JOIN opportunities ON opportunities.part = parts.part
GROUP BY parts.part, parts.part_name, parts.part_order
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part
