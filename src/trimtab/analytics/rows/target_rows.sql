-- The targets of people that count for the period.
WITH listed AS (
    SELECT users.user_id, quotas.start_on AS day, quotas.amount_rc AS amount
    FROM quotas
    JOIN users ON users.user_id = quotas.user_id
    WHERE quotas.measure = 'bookings' AND quotas.start_on >= $due_from AND quotas.end_on <= $due_until
)
SELECT
    CAST(NULL AS BIGINT) AS opp_id, person.name, NULL AS account, person.name AS owner,
    NULL AS stage, listed.day, listed.amount, NULL AS note,
    count(*) OVER () AS total, sum(listed.amount) OVER () AS total_amount
FROM listed
JOIN whole.users AS person ON person.user_id = listed.user_id
ORDER BY listed.amount DESC NULLS LAST, person.name, listed.user_id, listed.day
LIMIT $length OFFSET $skipped
