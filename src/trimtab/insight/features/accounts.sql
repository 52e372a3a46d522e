-- What had been won from the customer and lost at it by the instant, this opportunity apart.
WITH closings AS (
    SELECT account_id, ended_at, outcome FROM whole.holdings WHERE outcome IS NOT NULL AND account_id IS NOT NULL
),
running AS (
    SELECT DISTINCT
        account_id,
        ended_at,
        count(*) FILTER (WHERE outcome = 'won') OVER so_far AS won,
        count(*) FILTER (WHERE outcome = 'lost') OVER so_far AS lost,
        max(CASE WHEN outcome = 'won' THEN ended_at END) OVER so_far AS won_at
    FROM closings
    WINDOW so_far AS (PARTITION BY account_id ORDER BY ended_at)
)
SELECT
    landmarks.opp_id,
    landmarks."at",
    CAST(coalesce(running.won, 0) AS DOUBLE) AS account_won,
    CAST(coalesce(running.lost, 0) AS DOUBLE) AS account_lost,
    (epoch(landmarks."at") - epoch(running.won_at)) / 86400.0 AS days_since_account_won
FROM landmarks
ASOF LEFT JOIN running ON running.account_id = landmarks.account_id AND running.ended_at <= landmarks."at"
