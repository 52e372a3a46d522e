SELECT
    parts.part,
    parts.part_name,
    due.account_id,
    count(due.opp_id) AS due,
    count(due.opp_id) FILTER (WHERE due.outcome = 'slipped') AS slipped,
    CAST(coalesce(sum(due.due_value), 0) AS DECIMAL(18, 2)) AS due_value,
    CAST(coalesce(sum(due.end_value) FILTER (WHERE due.outcome = 'won'), 0) AS DECIMAL(18, 2)) AS won_value,
    CAST(coalesce(sum(due.due_value) FILTER (WHERE due.outcome = 'lost'), 0) AS DECIMAL(18, 2)) AS lost_value,
    CAST(coalesce(sum(due.due_value) FILTER (WHERE due.outcome = 'slipped'), 0) AS DECIMAL(18, 2)) AS slipped_value
FROM parts
LEFT JOIN due ON due.part = parts.part
GROUP BY parts.part, parts.part_name, parts.part_order, due.account_id
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, due.account_id NULLS LAST
