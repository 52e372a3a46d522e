-- What the seller who held it had closed by the instant, in whoever's hands the opportunity is later.
WITH closings AS (
    SELECT owner_id, ended_at, outcome FROM whole.holdings WHERE outcome IS NOT NULL AND owner_id IS NOT NULL
),
-- Added up over the instants looked at, which are few: a window over every closing of a large company takes minutes.
instants AS (
    SELECT DISTINCT "at" FROM landmarks
),
since_last AS (
    SELECT
        instants."at",
        count(*) FILTER (WHERE holdings.outcome = 'won') AS won,
        count(*) AS closed
    FROM whole.holdings AS holdings
    ASOF JOIN instants ON holdings.ended_at <= instants."at"
    WHERE holdings.outcome IS NOT NULL
    GROUP BY instants."at"
),
company AS (
    SELECT
        instants."at",
        sum(since_last.won) OVER so_far AS won,
        sum(since_last.closed) OVER so_far AS closed
    FROM instants
    LEFT JOIN since_last ON since_last."at" = instants."at"
    WINDOW so_far AS (ORDER BY instants."at")
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
    SELECT landmarks.opp_id, landmarks."at", running.won, running.closed
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
JOIN company ON company."at" = sold."at"
