SELECT
    parts.part,
    parts.part_name,
    count(state.opp_id) AS opportunities,
    CAST(coalesce(sum(touches.recent), 0) AS BIGINT) AS activities,
    CAST(coalesce(sum(touches.calls), 0) AS BIGINT) AS calls,
    CAST(coalesce(sum(touches.meetings), 0) AS BIGINT) AS meetings,
    CAST(coalesce(sum(touches.emails), 0) AS BIGINT) AS emails,
    count(state.opp_id) FILTER (WHERE coalesce(touches.recent, 0) = 0) AS without_activity,
    avg(coalesce(touches.recent, 0)) FILTER (WHERE state.opp_id IS NOT NULL) AS mean,
    median(coalesce(touches.recent, 0)) FILTER (WHERE state.opp_id IS NOT NULL) AS median,
    count(touches.opp_id) / nullif(count(state.opp_id), 0) AS completeness
FROM parts
LEFT JOIN (
    SELECT part, opp_id
    FROM versions
    WHERE status = 'open' AND from_at <= $as_of AND (until_at IS NULL OR until_at > $as_of)
) AS state ON state.part = parts.part
LEFT JOIN touches ON touches.opp_id = state.opp_id
GROUP BY parts.part, parts.part_name, parts.part_order
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part
