-- One row each time an opportunity entered a stage, closed by its successor. Reads the finished versions.
WITH marked AS (
    SELECT
        opp_id,
        version,
        stage_id,
        status,
        from_at,
        not_before,
        owner_id,
        amount_rc,
        lag(stage_id) OVER in_order AS previous_stage_id,
        lag(status) OVER in_order AS previous_status
    FROM versions
    WHERE stage_id IS NOT NULL
    WINDOW in_order AS (PARTITION BY opp_id ORDER BY version)
),
entries AS (
    SELECT * FROM marked WHERE previous_stage_id IS DISTINCT FROM stage_id
)
SELECT
    entries.opp_id,
    CAST(row_number() OVER in_order AS INTEGER) AS sequence,
    coalesce(stages.process_id, base.process_id) AS process_id,
    entries.stage_id,
    entries.status AS kind,
    entries.previous_stage_id,
    lead(entries.stage_id) OVER in_order AS next_stage_id,
    lead(entries.status) OVER in_order AS next_kind,
    entries.from_at AS entered_at,
    lead(entries.from_at) OVER in_order AS left_at,
    entries.not_before,
    CAST(
        1 + count(*) FILTER (WHERE entries.status = 'open' AND entries.previous_status <> 'open') OVER in_order
        AS INTEGER
    ) AS spell,
    entries.owner_id,
    entries.amount_rc
FROM entries
LEFT JOIN stages USING (stage_id)
LEFT JOIN opportunity_base AS base ON base.opp_id = entries.opp_id
WINDOW in_order AS (PARTITION BY entries.opp_id ORDER BY entries.version)
ORDER BY entries.opp_id, sequence
