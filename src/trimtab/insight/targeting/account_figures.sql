-- What each account brought, has open, and took of our time, up to $as_of.
-- An activity without minutes counts an hour as a meeting, a quarter as a call, 5 minutes as an e-mail; notes and tasks none.
WITH deals AS (
    SELECT
        account_id,
        sum(amount_rc) FILTER (
            WHERE status = 'won' AND closed_at <= $as_of AND closed_at > $as_of - INTERVAL 365 DAY
        ) AS revenue,
        sum(amount_rc) FILTER (
            WHERE status = 'won' AND closed_at <= $as_of - INTERVAL 365 DAY AND closed_at > $as_of - INTERVAL 730 DAY
        ) AS revenue_before,
        sum(amount_rc) FILTER (WHERE status = 'open') AS open_amount,
        count(*) FILTER (WHERE status = 'won' AND closed_at <= $as_of AND closed_at > $as_of - INTERVAL 1096 DAY) AS won,
        count(*) FILTER (WHERE status = 'lost' AND closed_at <= $as_of AND closed_at > $as_of - INTERVAL 1096 DAY) AS lost
    FROM whole.opportunities
    WHERE account_id IS NOT NULL
    GROUP BY account_id
),
spent AS (
    SELECT
        coalesce(activity.account_id, opportunity.account_id) AS account_id,
        sum(coalesce(
            activity.minutes, CASE activity.kind WHEN 'meeting' THEN 60 WHEN 'call' THEN 15 WHEN 'email' THEN 5 ELSE 0 END
        )) / 60.0 AS hours,
        count(*) FILTER (WHERE activity.kind IN ('meeting', 'call', 'email')) AS touches,
        max(activity."at") AS last_at
    FROM whole.activities AS activity
    LEFT JOIN whole.opportunities AS opportunity ON opportunity.opp_id = activity.opp_id
    WHERE activity."at" <= $as_of AND activity."at" > $as_of - INTERVAL 365 DAY
    GROUP BY 1
)
SELECT
    account.account_id,
    coalesce(account.industry, '') AS industry,
    coalesce(account.segment, '') AS segment,
    coalesce(deals.revenue, 0) AS revenue,
    coalesce(deals.revenue_before, 0) AS revenue_before,
    coalesce(deals.open_amount, 0) AS open_amount,
    coalesce(deals.won, 0) AS won,
    coalesce(deals.lost, 0) AS lost,
    coalesce(spent.hours, 0) AS hours,
    coalesce(spent.touches, 0) AS touches,
    coalesce(epoch(spent.last_at), 0) AS last_at
FROM whole.accounts AS account
LEFT JOIN deals ON deals.account_id = account.account_id
LEFT JOIN spent ON spent.account_id = account.account_id
ORDER BY account.account_id
