WITH periods AS (
    SELECT generate_subscripts($starts, 1) AS period, unnest($starts) AS begins, unnest($ends) AS finishes
)
SELECT
    periods.begins AS period_start,
    periods.finishes AS period_end,
    parts.part,
    parts.part_name,
    count(spells.opp_id) AS won,
    coalesce(sum(spells.amount_rc), 0) AS won_value
FROM periods
CROSS JOIN parts
LEFT JOIN (SELECT * FROM spells WHERE outcome = 'won' AND is_standing) AS spells
    ON spells.part = parts.part AND spells.ended_at >= periods.begins AND spells.ended_at < periods.finishes
GROUP BY periods.period, periods.begins, periods.finishes, parts.part, parts.part_name, parts.part_order
ORDER BY periods.period, parts.part_order, parts.part_name NULLS LAST, parts.part
