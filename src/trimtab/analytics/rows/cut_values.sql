-- The values that opportunities of the slice have, most frequent first, at most $length of each fact.
WITH counted AS (
    SELECT
        CASE
            WHEN grouping(region) = 0 THEN 'region'
            WHEN grouping(segment) = 0 THEN 'segment'
            WHEN grouping(kind) = 0 THEN 'kind'
            WHEN grouping(product) = 0 THEN 'product'
            WHEN grouping(lead_source) = 0 THEN 'source'
            ELSE 'process'
        END AS fact,
        coalesce(region, segment, kind, product, lead_source, process, '') AS value,
        count(*) AS n
    FROM (
        SELECT region, segment, kind, product, lead_source, named.process
        FROM opportunities
        LEFT JOIN (SELECT DISTINCT process_id, process FROM whole.stages) AS named
            ON named.process_id = opportunities.process_id
    ) AS listed
    GROUP BY GROUPING SETS ((region), (segment), (kind), (product), (lead_source), (process))
),
merged AS (
    SELECT fact, value, CAST(sum(n) AS BIGINT) AS n FROM counted GROUP BY fact, value
)
SELECT fact, value, n
FROM merged
QUALIFY row_number() OVER (PARTITION BY fact ORDER BY n DESC, value) <= $length
ORDER BY fact, value
