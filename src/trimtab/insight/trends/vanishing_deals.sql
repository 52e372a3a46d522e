SELECT
    kept.opp_id,
    opportunity.name,
    opportunity.account_id,
    opportunity.owner_id,
    opportunity.stage_id,
    kept.amount,
    kept.silent_chance AS chance,
    kept.recovers,
    kept.silent_weeks,
    kept.events,
    kept.gap_days,
    kept.unanswered,
    kept.is_alarmed,
    kept.amount * kept.silent_chance * kept.recovers AS weight,
    CAST(sum(CASE WHEN kept.is_alarmed THEN 1 ELSE 0 END) OVER () AS BIGINT) AS alarmed,
    count(*) OVER () AS looked_at,
    sum(CASE WHEN kept.is_alarmed THEN kept.amount END) OVER () AS alarmed_money
FROM read_parquet($kept) AS kept
JOIN opportunities AS opportunity ON opportunity.opp_id = kept.opp_id
WHERE opportunity.status = 'open'
ORDER BY kept.is_alarmed DESC, weight DESC NULLS LAST, kept.opp_id
LIMIT $most
