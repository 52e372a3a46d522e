-- Which currencies the opportunities are in, and how many of them have no value in the reporting currency.
SELECT
    currency,
    count(*) AS n,
    count(*) FILTER (WHERE status = 'open') AS open_count,
    count(*) FILTER (WHERE amount IS NOT NULL AND amount_rc IS NULL) AS without_value
FROM opportunities
GROUP BY currency
ORDER BY n DESC, currency
