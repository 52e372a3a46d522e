-- How many opportunities of each kind of customer were won and lost in the three years up to $as_of.
WITH decided AS (
    SELECT
        opportunity.status = 'won' AS is_won,
        account.industry,
        account.region,
        account.segment,
        CASE
            WHEN account.employees < 50 THEN '0-49'
            WHEN account.employees < 250 THEN '50-249'
            WHEN account.employees < 1000 THEN '250-999'
            WHEN account.employees >= 1000 THEN '1000-'
        END AS employees
    FROM whole.opportunities AS opportunity
    JOIN whole.accounts AS account ON account.account_id = opportunity.account_id
    WHERE opportunity.status IN ('won', 'lost')
        AND opportunity.closed_at <= $as_of AND opportunity.closed_at > $as_of - INTERVAL 1096 DAY
),
kinds AS (
    UNPIVOT decided ON industry, region, segment, employees INTO NAME field VALUE kind
)
SELECT field, kind AS "value", count(*) FILTER (WHERE is_won) AS won, count(*) AS decided
FROM kinds
WHERE kind <> ''
GROUP BY field, kind
ORDER BY field, kind
