SELECT
    kept.opp_id,
    opportunity.name,
    opportunity.account_id,
    opportunity.owner_id,
    opportunity.stage_id,
    kept.amount,
    CASE WHEN $unit = 'month' THEN kept.slip_month ELSE kept.slip_quarter END AS chance,
    opportunity.close_on,
    kept.pushes,
    kept.pushed_days,
    kept.amount * CASE WHEN $unit = 'month' THEN kept.slip_month ELSE kept.slip_quarter END AS weight,
    count(*) OVER () AS looked_at
FROM read_parquet($kept) AS kept
JOIN opportunities AS opportunity ON opportunity.opp_id = kept.opp_id
WHERE opportunity.status = 'open'
    AND CASE WHEN $unit = 'month' THEN kept.slip_month ELSE kept.slip_quarter END IS NOT NULL
ORDER BY weight DESC NULLS LAST, kept.opp_id
LIMIT $most
