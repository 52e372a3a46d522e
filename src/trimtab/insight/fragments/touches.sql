-- Per opportunity what its activities say, up to $as_of. Distinct days, so that a thread of mails is one touch.
SELECT
    opp_id,
    count(*) AS activities,
    count(*) FILTER (WHERE "at" > $as_of - to_days($days)) AS recent,
    count(*) FILTER (WHERE "at" > $as_of - to_days($days) AND kind = 'call') AS calls,
    count(*) FILTER (WHERE "at" > $as_of - to_days($days) AND kind = 'meeting') AS meetings,
    count(*) FILTER (WHERE "at" > $as_of - to_days($days) AND kind = 'email') AS emails,
    max("at") AS last_at,
    CASE
        WHEN count(DISTINCT CAST("at" AS DATE)) >= 3
            THEN (max(CAST("at" AS DATE)) - min(CAST("at" AS DATE))) / (count(DISTINCT CAST("at" AS DATE)) - 1)
    END AS pace_days
FROM whole.activities
WHERE opp_id IS NOT NULL AND "at" <= $as_of
GROUP BY opp_id
