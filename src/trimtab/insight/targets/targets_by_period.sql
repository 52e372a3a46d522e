WITH periods AS (
    SELECT generate_subscripts($starts_on, 1) AS period, unnest($starts_on) AS starts_on, unnest($ends_on) AS ends_on
)
SELECT periods.period, quotas.user_id, sum(quotas.amount_rc) AS target, count(*) AS n
FROM periods
JOIN quotas ON quotas.start_on >= periods.starts_on AND quotas.end_on <= periods.ends_on
JOIN users ON users.user_id = quotas.user_id
WHERE quotas.measure = 'bookings'
GROUP BY periods.period, quotas.user_id
ORDER BY periods.period, quotas.user_id
