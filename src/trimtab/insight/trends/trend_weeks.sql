-- The chances kept for each opportunity open at each week end, summed by account first: opportunities of one account
-- are not independent. `expected` is money × chance; what has no known amount is counted, not summed.
WITH kept AS (
    SELECT * FROM read_parquet($kept)
),
looked AS (
    SELECT
        kept."at",
        coalesce(opportunity.account_id, -kept.opp_id) AS account,
        count(*) AS n,
        count(*) FILTER (WHERE kept.amount IS NULL) AS unknown,
        coalesce(sum(kept.amount), 0) AS money,
        coalesce(sum(kept.amount * kept.chance), 0) AS expected
    FROM kept
    JOIN opportunities AS opportunity ON opportunity.opp_id = kept.opp_id
    WHERE kept.trend = $trend AND kept.chance IS NOT NULL
    GROUP BY kept."at", coalesce(opportunity.account_id, -kept.opp_id)
)
SELECT
    "at",
    CAST(sum(n) AS BIGINT) AS opportunities,
    CAST(sum(unknown) AS BIGINT) AS unknown,
    count(*) AS accounts,
    sum(money) AS money,
    sum(expected) AS expected,
    sum(money * money) AS money_squared,
    sum(money * expected) AS money_expected,
    sum(expected * expected) AS expected_squared
FROM looked
GROUP BY "at"
ORDER BY "at"
