-- For each opportunity won since $start and each open stage it went through: its longest stay and its longest silence
-- there, counted to a tenth of a day. A silence begins with the entry or an activity and ends with the next one, or
-- with leaving the stage.
WITH won AS (
    SELECT event.opp_id
    FROM whole.stage_events AS event
    JOIN whole.opportunities AS opportunity ON opportunity.opp_id = event.opp_id
    WHERE event.kind = 'won' AND opportunity.history <> 'dates'
        AND event.entered_at >= $start AND event.entered_at <= $as_of
        AND (event.left_at IS NULL OR event.left_at > $as_of)
),
stays AS (
    SELECT event.opp_id, event.stage_id, event.sequence, event.entered_at, event.left_at
    FROM stage_events AS event
    JOIN won ON won.opp_id = event.opp_id
    WHERE event.kind = 'open' AND event.left_at <= $as_of
),
recorded AS (
    SELECT activity.opp_id, activity."at"
    FROM whole.activities AS activity
    JOIN won ON won.opp_id = activity.opp_id
    WHERE activity."at" <= $as_of
),
marks AS (
    SELECT stays.opp_id, stays.stage_id, stays.sequence, stays.entered_at AS "at"
    FROM stays
    WHERE stays.opp_id IN (SELECT opp_id FROM recorded)
    UNION ALL
    SELECT stays.opp_id, stays.stage_id, stays.sequence, stays.left_at
    FROM stays
    WHERE stays.opp_id IN (SELECT opp_id FROM recorded)
    UNION ALL
    SELECT stays.opp_id, stays.stage_id, stays.sequence, recorded."at"
    FROM stays
    JOIN recorded ON recorded.opp_id = stays.opp_id
    WHERE recorded."at" > stays.entered_at AND recorded."at" < stays.left_at
),
silences AS (
    SELECT opp_id, stage_id, epoch("at") - lag(epoch("at")) OVER (PARTITION BY opp_id, sequence ORDER BY "at") AS seconds
    FROM marks
),
longest AS (
    SELECT 'stay' AS measure, opp_id, stage_id, max(epoch(left_at) - epoch(entered_at)) AS seconds
    FROM stays
    GROUP BY opp_id, stage_id
    UNION ALL
    SELECT 'silence', opp_id, stage_id, max(seconds)
    FROM silences
    GROUP BY opp_id, stage_id
),
counted AS (
    SELECT stage_id, measure, round(seconds / 86400.0, 1) AS days, count(*) AS n
    FROM longest
    GROUP BY stage_id, measure, round(seconds / 86400.0, 1)
)
SELECT stage.process_id, stage.process, stage.stage_id, stage.name AS stage, counted.measure, counted.days, counted.n
FROM whole.stages AS stage
LEFT JOIN counted ON counted.stage_id = stage.stage_id
WHERE stage.kind = 'open'
ORDER BY stage.process_id, stage.position, stage.stage_id, counted.measure, counted.days
