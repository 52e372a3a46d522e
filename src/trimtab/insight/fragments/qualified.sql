-- When each opportunity first counted as qualified; never is no row. A process without a qualification stage, and an
-- opportunity of which only dates are known, counts from its opening.
SELECT
    opp_id,
    CASE WHEN $qualified_only THEN qualified_at ELSE TIMESTAMP '1000-01-01' END AS qualified_at
FROM whole.holdings
WHERE spell = 1 AND (NOT $qualified_only OR qualified_at IS NOT NULL)
