-- When each opportunity first counted as qualified; never is no row. A process without a qualification stage, and an
-- opportunity of which only dates are known, counts from its opening.
WITH gates AS (
    SELECT process_id, min(position) FILTER (WHERE is_qualified) AS position
    FROM whole.stages
    GROUP BY process_id
),
-- The few stages are chosen first, so that the many events need one look-up each.
qualifying AS (
    SELECT stage.stage_id
    FROM whole.stages AS stage
    JOIN gates ON gates.process_id = stage.process_id
    WHERE stage.kind = 'won' OR (stage.kind = 'open' AND stage.position >= gates.position)
),
reached AS (
    SELECT opp_id, min(entered_at) AS at
    FROM whole.stage_events
    WHERE stage_id IN (SELECT stage_id FROM qualifying)
    GROUP BY opp_id
)
SELECT
    opportunity.opp_id,
    CASE
        WHEN NOT $qualified_only OR gates.position IS NULL OR opportunity.history = 'dates'
            THEN TIMESTAMP '1000-01-01'
        ELSE reached.at
    END AS qualified_at
FROM whole.opportunities AS opportunity
LEFT JOIN gates ON gates.process_id = opportunity.process_id
LEFT JOIN reached ON reached.opp_id = opportunity.opp_id
WHERE NOT $qualified_only OR gates.position IS NULL OR opportunity.history = 'dates' OR reached.at IS NOT NULL
