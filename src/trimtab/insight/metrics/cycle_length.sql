-- Durations counted to a tenth of a day: enough for every question, and few rows however many opportunities closed.
WITH measured AS (
    SELECT part, outcome, round((epoch(ended_at) - epoch(opened_at)) / 86400.0, 1) AS days
    FROM spells
    WHERE ended_at >= $start AND ended_at < $end AND opened_at IS NOT NULL
)
SELECT parts.part, parts.part_name, measured.outcome, measured.days, count(measured.days) AS n
FROM parts
LEFT JOIN measured ON measured.part = parts.part
GROUP BY parts.part, parts.part_name, parts.part_order, measured.outcome, measured.days
ORDER BY parts.part_order, parts.part_name NULLS LAST, parts.part, measured.outcome, measured.days
