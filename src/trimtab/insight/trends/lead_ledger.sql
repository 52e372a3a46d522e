-- Leads of the people of the slice that arrived since $since, as they were known at $as_of; of everyone also those
-- that nobody owns. The amount is that of the opportunity that a lead became, where it was won by then.
SELECT
    lead.lead_id,
    coalesce(lead.source, '') AS source,
    lead.owner_id,
    epoch(lead.created_at) AS created,
    epoch(lead.assigned_at) AS assigned,
    epoch(CASE WHEN lead.first_touch_at <= $as_of THEN lead.first_touch_at END) AS touched,
    epoch(CASE WHEN lead.decided_at <= $as_of THEN lead.decided_at END) AS decided,
    CASE WHEN lead.decided_at <= $as_of THEN coalesce(lead.decision, '') ELSE '' END AS decision,
    CAST(CASE WHEN opportunity.status = 'won' THEN opportunity.amount_rc END AS DOUBLE) AS amount
FROM leads AS lead
LEFT JOIN users AS person ON person.user_id = lead.owner_id
LEFT JOIN whole.opportunities AS opportunity ON opportunity.opp_id = lead.opp_id
WHERE lead.created_at >= $since AND lead.created_at <= $as_of
    AND (person.user_id IS NOT NULL OR ($with_nobody AND lead.owner_id IS NULL))
ORDER BY lead.lead_id
