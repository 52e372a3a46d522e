-- What the seller who held it had closed by the instant, in whoever's hands the opportunity is later.
WITH closings AS (
    SELECT owner_id, ended_at, outcome FROM whole.holdings WHERE outcome IS NOT NULL AND owner_id IS NOT NULL
),
company AS (
    SELECT DISTINCT
        1 AS all_of_us,
        ended_at,
        count(*) FILTER (WHERE outcome = 'won') OVER so_far AS won,
        count(*) OVER so_far AS closed
    FROM whole.holdings
    WHERE outcome IS NOT NULL
    WINDOW so_far AS (ORDER BY ended_at)
),
running AS (
    SELECT DISTINCT
        owner_id,
        ended_at,
        count(*) FILTER (WHERE outcome = 'won') OVER so_far AS won,
        count(*) OVER so_far AS closed
    FROM closings
    WINDOW so_far AS (PARTITION BY owner_id ORDER BY ended_at)
),
sold AS (
    SELECT landmarks.opp_id, landmarks."at", 1 AS all_of_us, running.won, running.closed
    FROM landmarks
    ASOF LEFT JOIN running ON running.owner_id = landmarks.owner_id AND running.ended_at <= landmarks."at"
)
SELECT
    sold.opp_id,
    sold."at",
    CAST(coalesce(sold.won, 0) AS DOUBLE) AS seller_won,
    CAST(coalesce(sold.closed, 0) AS DOUBLE) AS seller_closed,
    CAST(coalesce(company.won, 0) AS DOUBLE) AS company_won,
    CAST(coalesce(company.closed, 0) AS DOUBLE) AS company_closed
FROM sold
ASOF LEFT JOIN company ON company.all_of_us = sold.all_of_us AND company.ended_at <= sold."at"
