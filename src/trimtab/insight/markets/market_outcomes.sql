-- One row for each account: what was decided there, how long it took, what it cost in hours, who answered.
WITH ended AS (
    SELECT
        spells.account_id,
        spells.opp_id,
        spells.outcome = 'won' AS is_won,
        CAST(spells.amount_rc AS DOUBLE) AS amount,
        greatest(0, (epoch(spells.ended_at) - epoch(spells.opened_at)) / 86400.0) AS days
    FROM spells
    WHERE spells.ended_at >= $start AND spells.ended_at < $as_of AND spells.outcome IS NOT NULL
        AND spells.account_id IS NOT NULL
),
work AS (
    SELECT
        activities.opp_id,
        sum(coalesce(nullif(activities.minutes, 0), CASE activities.kind WHEN 'meeting' THEN 60 WHEN 'call' THEN 15 ELSE 6 END)) / 60.0 AS hours,
        bool_or(activities.direction = 'in' OR (activities.kind <> 'email' AND activities.minutes > 2)) AS is_answered
    FROM whole.activities AS activities
    WHERE activities.kind IN ('call', 'meeting', 'email') AND activities."at" < $as_of
        AND activities.opp_id IN (SELECT opp_id FROM ended)
    GROUP BY activities.opp_id
),
cases AS (
    SELECT
        ended.*,
        work.hours,
        work.is_answered,
        CASE WHEN ended.is_won THEN ln(1 + ended.days) END AS log_days,
        CASE WHEN work.hours > 0 THEN ln(work.hours) END AS log_hours,
        CASE WHEN ended.is_won AND ended.amount > 0 THEN ln(ended.amount) END AS log_amount
    FROM ended
    LEFT JOIN work ON work.opp_id = ended.opp_id
)
SELECT
    account_id,
    count(*) AS decided,
    count(*) FILTER (WHERE is_won) AS won,
    coalesce(sum(amount) FILTER (WHERE is_won), 0) AS won_value,
    count(hours) AS touched,
    count(*) FILTER (WHERE is_answered) AS answered,
    count(log_days) AS days_n, coalesce(sum(log_days), 0) AS days_sum, coalesce(sum(log_days * log_days), 0) AS days_squares,
    count(log_hours) AS hours_n, coalesce(sum(log_hours), 0) AS hours_sum, coalesce(sum(log_hours * log_hours), 0) AS hours_squares,
    count(log_amount) AS amount_n, coalesce(sum(log_amount), 0) AS amount_sum, coalesce(sum(log_amount * log_amount), 0) AS amount_squares
FROM cases
GROUP BY account_id
ORDER BY account_id
