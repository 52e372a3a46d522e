WITH kept AS (
    SELECT * FROM read_parquet($kept) WHERE trend = $trend
)
SELECT
    opportunity.owner_id,
    count(*) AS opportunities,
    coalesce(sum(kept.amount), 0) AS money,
    coalesce(sum(kept.amount * kept.chance), 0) AS expected
FROM kept
JOIN opportunities AS opportunity ON opportunity.opp_id = kept.opp_id
WHERE kept."at" = (SELECT max("at") FROM kept)
GROUP BY opportunity.owner_id
ORDER BY expected DESC, opportunity.owner_id
LIMIT $most
