-- What was recorded with those opportunities by $as_of. The buyer acted where it came in, or where both met.
SELECT
    activity.opp_id,
    epoch(activity."at") AS "at",
    activity.direction IN ('in', 'mutual') AS is_buyer,
    activity.user_id
FROM whole.activities AS activity
JOIN whole.opportunities AS opportunity ON opportunity.opp_id = activity.opp_id
WHERE opportunity.history <> 'dates' AND activity."at" <= $as_of AND activity.kind <> 'note'
    AND NOT (activity.kind = 'task' AND activity.direction <> 'in')
    AND (opportunity.closed_at IS NULL OR opportunity.closed_at >= $since)
ORDER BY activity.opp_id, activity."at"
