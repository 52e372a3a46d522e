-- Not a feature: how each landmark ended as known at $known_at, and the last sign of life by $horizon days later.
-- `stage_later` is where it stood, still open, 28 days on.
-- A sign of life is a move between stages, another amount, or an activity that the buyer took part in.
WITH closings AS (
    SELECT
        landmarks.opp_id,
        landmarks."at",
        arg_min(event.kind, event.entered_at) AS outcome,
        min(event.entered_at) AS closed_at
    FROM landmarks
    JOIN whole.stage_events AS event
        ON event.opp_id = landmarks.opp_id AND event.entered_at > landmarks."at" AND event.entered_at <= $known_at
    WHERE event.kind <> 'open'
    GROUP BY landmarks.opp_id, landmarks."at"
),
moves AS (
    SELECT
        opp_id,
        from_at AS "at",
        lag(stage_id) OVER in_order IS DISTINCT FROM stage_id OR lag(amount) OVER in_order IS DISTINCT FROM amount AS counts
    FROM whole.versions
    WINDOW in_order AS (PARTITION BY opp_id ORDER BY version)
),
signs AS (
    SELECT opp_id, "at" FROM moves WHERE counts
    UNION ALL
    SELECT opp_id, "at" FROM whole.activities WHERE direction IN ('in', 'mutual')
),
ends AS (
    SELECT opp_id, "at", least("at" + to_days(CAST($horizon AS INTEGER)), $known_at) AS until_at FROM landmarks
),
alive AS (
    SELECT ends.opp_id, ends."at", (epoch(ends.until_at) - epoch(signs."at")) / 86400.0 AS quiet_days
    FROM ends
    ASOF LEFT JOIN (SELECT DISTINCT opp_id, "at" FROM signs) AS signs
        ON signs.opp_id = ends.opp_id AND signs."at" <= ends.until_at
),
later AS (
    SELECT landmarks.opp_id, landmarks."at", state.stage_id
    FROM landmarks
    JOIN whole.versions AS state
        ON state.opp_id = landmarks.opp_id
        AND state.from_at <= landmarks."at" + INTERVAL 28 DAY
        AND (state.until_at IS NULL OR state.until_at > landmarks."at" + INTERVAL 28 DAY)
    WHERE state.status = 'open' AND landmarks."at" + INTERVAL 28 DAY <= $known_at
)
SELECT
    landmarks.opp_id,
    landmarks."at",
    later.stage_id AS stage_later,
    closings.outcome,
    (epoch(closings.closed_at) - epoch(landmarks."at")) / 86400.0 AS closed_days,
    (epoch($known_at) - epoch(landmarks."at")) / 86400.0 AS known_days,
    alive.quiet_days
FROM landmarks
LEFT JOIN closings ON closings.opp_id = landmarks.opp_id AND closings."at" = landmarks."at"
LEFT JOIN alive ON alive.opp_id = landmarks.opp_id AND alive."at" = landmarks."at"
LEFT JOIN later ON later.opp_id = landmarks.opp_id AND later."at" = landmarks."at"
