SELECT
    parts.part,
    parts.part_name,
    count(state.opp_id) AS opportunities,
    coalesce(sum(state.amount_rc), 0) AS amount,
    count(state.opp_id) - count(state.amount_rc) AS without_amount
FROM parts
LEFT JOIN (
    SELECT part, opp_id, amount_rc
    FROM versions
    WHERE status = 'open'
        AND from_at <= $as_of
        AND (until_at IS NULL OR until_at > $as_of)
        AND ($due_from IS NULL OR close_on >= CAST($due_from AS DATE))
        AND ($due_until IS NULL OR close_on <= CAST($due_until AS DATE))
) AS state ON state.part = parts.part
GROUP BY parts.part, parts.part_name, parts.part_order
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part
