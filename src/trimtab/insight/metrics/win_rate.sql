-- One row for each group and account, so that uncertainty can respect that an account's opportunities hang together.
SELECT
    parts.part,
    parts.part_name,
    spells.account_id,
    count(spells.opp_id) AS closed,
    count(spells.opp_id) FILTER (WHERE spells.outcome = 'won') AS won,
    coalesce(sum(spells.amount_rc), 0) AS closed_value,
    coalesce(sum(spells.amount_rc) FILTER (WHERE spells.outcome = 'won'), 0) AS won_value
FROM parts
LEFT JOIN (
    SELECT spells.* FROM spells WHERE ended_at >= $start AND ended_at < $end
) AS spells ON spells.part = parts.part
GROUP BY parts.part, parts.part_name, parts.part_order, spells.account_id
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, spells.account_id NULLS LAST
