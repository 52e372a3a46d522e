SELECT
    movements.part,
    movements.bar,
    movements.opp_id,
    opportunity.name,
    opportunity.account_id,
    movements.amount
FROM movements
LEFT JOIN whole.opportunities AS opportunity ON opportunity.opp_id = movements.opp_id
WHERE CAST($bar AS VARCHAR) IS NULL OR movements.bar = $bar
ORDER BY abs(movements.amount) DESC, movements.opp_id, movements.bar, movements.part
