-- When the first opportunity was opened, of all that are known.
SELECT min(opened_at) AS begin_at, count(*) AS n FROM opportunities
