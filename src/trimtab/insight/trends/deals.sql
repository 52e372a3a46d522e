-- Opportunities that were open at some time since $since, as they are now. Those of which only dates are known are left
-- out: nobody knows what their past was.
SELECT
    opp_id,
    account_id,
    owner_id,
    coalesce(segment, '') AS segment,
    epoch(opened_at) AS opened,
    epoch(closed_at) AS closed,
    coalesce(kind, '') AS kind,
    coalesce(lead_source, '') AS lead_source,
    coalesce(product, '') AS product,
    coalesce(region, '') AS region,
    coalesce(industry, '') AS industry
FROM whole.opportunities
WHERE history <> 'dates' AND opened_at <= $as_of AND (closed_at IS NULL OR closed_at >= $since)
ORDER BY opp_id
