-- What calls, meetings and e-mails said by the instant. Where none is recorded for an opportunity, nothing is said:
-- unknown, not zero. Events fade with half-lives of 3, 14 and 45 days; older than 225 days they weigh nothing.
WITH heard AS (
    SELECT
        landmarks.opp_id,
        landmarks."at",
        activity.direction IN ('in', 'mutual') AS is_buyer,
        (epoch(landmarks."at") - epoch(activity."at")) / 86400.0 AS days_ago,
        activity.kind,
        activity.contacts
    FROM landmarks
    JOIN whole.activities AS activity ON activity.opp_id = landmarks.opp_id AND activity."at" <= landmarks."at"
    WHERE activity.kind IN ('call', 'meeting', 'email')
)
SELECT
    opp_id,
    "at",
    coalesce(sum(exp(-0.2310491 * days_ago)) FILTER (WHERE is_buyer), 0) AS buyer_3,
    coalesce(sum(exp(-0.0495105 * days_ago)) FILTER (WHERE is_buyer), 0) AS buyer_14,
    coalesce(sum(exp(-0.0154033 * days_ago)) FILTER (WHERE is_buyer AND days_ago < 225), 0) AS buyer_45,
    coalesce(sum(exp(-0.0495105 * days_ago)) FILTER (WHERE NOT is_buyer), 0) AS ours_14,
    coalesce(sum(exp(-0.0154033 * days_ago)) FILTER (WHERE NOT is_buyer AND days_ago < 225), 0) AS ours_45,
    min(days_ago) FILTER (WHERE is_buyer) AS days_since_buyer,
    CASE WHEN count(*) FILTER (WHERE is_buyer) >= 3
        THEN (max(days_ago) FILTER (WHERE is_buyer) - min(days_ago) FILTER (WHERE is_buyer))
            / (count(*) FILTER (WHERE is_buyer) - 1) END AS buyer_gap_days,
    min(days_ago) AS days_since_any,
    coalesce(sum(exp(-0.0154033 * days_ago)) FILTER (WHERE kind = 'meeting' AND days_ago < 225), 0) AS meetings_45,
    CAST(count(*) FILTER (WHERE is_buyer) AS DOUBLE) AS buyer_all,
    CAST(max(contacts) FILTER (WHERE days_ago < 60) AS DOUBLE) AS contacts_60,
    CAST(max(contacts) AS DOUBLE) AS contacts_most
FROM heard
GROUP BY opp_id, "at"
