SELECT
    kept.opp_id,
    opportunity.name,
    opportunity.account_id,
    opportunity.owner_id,
    opportunity.stage_id,
    kept.amount,
    kept.completeness,
    kept.missing,
    kept.contradictions,
    kept.is_thin,
    kept.is_one_head,
    kept.top_user,
    kept.top_share,
    kept.account_touches,
    CAST(sum(CASE WHEN kept.is_thin THEN 1 ELSE 0 END) OVER () AS BIGINT) AS thin,
    CAST(sum(CASE WHEN kept.is_one_head THEN 1 ELSE 0 END) OVER () AS BIGINT) AS one_head,
    sum(CASE WHEN kept.is_thin THEN kept.amount END) OVER () AS thin_money,
    sum(CASE WHEN kept.is_one_head THEN kept.amount END) OVER () AS one_head_money,
    avg(kept.completeness) OVER () AS mean_completeness,
    count(*) OVER () AS looked_at
FROM read_parquet($kept) AS kept
JOIN opportunities AS opportunity ON opportunity.opp_id = kept.opp_id
WHERE opportunity.status = 'open'
ORDER BY kept.is_thin DESC, kept.amount DESC NULLS LAST, kept.opp_id
LIMIT $most
