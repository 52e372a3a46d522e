-- For each seller, part of the index and kind of work (stratum): how many cases, what they add up to, their squares.
WITH ended AS (
    SELECT
        holdings.part,
        holdings.opp_id,
        holdings.outcome,
        holdings.ended_at,
        -- Qualified from its opening where only dates are known, or its process has no qualification.
        greatest(holdings.qualified_at, holdings.opened_at) AS qualified_at,
        coalesce(fact.segment, '') || ' ' || coalesce(fact.kind, '') AS stratum
    FROM holdings
    LEFT JOIN whole.opportunities AS fact ON fact.opp_id = holdings.opp_id
    WHERE holdings.spell IS NOT NULL AND holdings.ended_at >= $start AND holdings.ended_at < $as_of
),
departed AS (
    SELECT
        stage_events.part,
        stage_events.left_at,
        here.position,
        further.kind = 'open' AS is_open,
        coalesce(further.kind = 'won' OR (further.kind = 'open' AND further.position > here.position), false) AS went_on,
        coalesce(fact.segment, '') || ' ' || CAST(here.position AS VARCHAR) AS stratum,
        -- What became of the stage that it went on to.
        following.left_at AS next_left_at,
        following.next_kind AS then_kind,
        beyond.position AS then_position
    FROM stage_events
    JOIN whole.stages AS here ON here.stage_id = stage_events.stage_id
    LEFT JOIN whole.stages AS further ON further.stage_id = stage_events.next_stage_id
    LEFT JOIN whole.stage_events AS following
        ON following.opp_id = stage_events.opp_id AND following.sequence = stage_events.sequence + 1
    LEFT JOIN whole.stages AS beyond ON beyond.stage_id = following.next_stage_id
    LEFT JOIN whole.opportunities AS fact ON fact.opp_id = stage_events.opp_id
    WHERE stage_events.left_at >= $start AND stage_events.left_at < $as_of AND stage_events.kind = 'open'
),
-- Of the touches of one opportunity the customer answers the last one before the answer: more of them do not help.
answers AS (
    SELECT
        activity_id,
        lead(direction) OVER line = 'in' AND lead("at") OVER line <= "at" + INTERVAL 7 DAY AS is_answered
    FROM whole.activities
    WHERE opp_id IN (SELECT opp_id FROM activities) AND kind IN ('call', 'meeting', 'email')
        AND "at" >= $start AND "at" < $as_of
    WINDOW line AS (PARTITION BY opp_id ORDER BY "at", activity_id)
),
tried AS (
    SELECT
        activities.part,
        activities.kind || ' ' || coalesce(fact.segment, '') AS stratum,
        coalesce(answers.is_answered, false)
        OR (activities.kind <> 'email' AND coalesce(activities.minutes, 0) > 2) AS is_talk
    FROM activities
    JOIN answers ON answers.activity_id = activities.activity_id
    LEFT JOIN whole.opportunities AS fact ON fact.opp_id = activities.opp_id
    WHERE activities.direction IS DISTINCT FROM 'in' AND activities."at" + INTERVAL 7 DAY < $as_of
),
dated AS (
    SELECT
        ended.part,
        ended.stratum,
        abs(date_diff('day', before.close_on, CAST(ended.ended_at AS DATE))) <= 14 AS is_near
    FROM ended
    JOIN whole.versions AS before
        ON before.opp_id = ended.opp_id
        AND before.from_at <= ended.ended_at - INTERVAL 28 DAY
        AND (before.until_at IS NULL OR before.until_at > ended.ended_at - INTERVAL 28 DAY)
    WHERE before.status = 'open' AND before.close_on IS NOT NULL
),
cases AS (
    -- A win that nobody saw coming counts as none, a move that did not hold as none: what is entered, qualified or moved
    -- for the sake of the share lowers it.
    SELECT
        part,
        'win_rate' AS measure,
        stratum,
        outcome = 'won' AND coalesce(qualified_at <= ended_at - INTERVAL 14 DAY, false) AS is_so
    FROM ended
    UNION ALL
    SELECT
        part,
        'progress',
        stratum,
        went_on AND NOT coalesce(
            is_open AND next_left_at < left_at + INTERVAL 28 DAY
            AND (then_kind = 'lost' OR (then_kind = 'open' AND then_position <= position)),
            false
        )
    FROM departed
    WHERE left_at + INTERVAL 28 DAY < $as_of
    UNION ALL
    SELECT part, 'answered', stratum, is_talk FROM tried
    UNION ALL
    SELECT part, 'dated', stratum, is_near FROM dated
)
SELECT
    cases.part,
    parts.part_name,
    cases.measure,
    cases.stratum,
    count(*) AS n,
    CAST(count(*) FILTER (WHERE cases.is_so) AS DOUBLE) AS total,
    CAST(count(*) FILTER (WHERE cases.is_so) AS DOUBLE) AS squares
FROM cases
LEFT JOIN parts ON parts.part = cases.part
GROUP BY cases.part, parts.part_name, parts.part_order, cases.measure, cases.stratum
ORDER BY parts.part_order, parts.part_name NULLS LAST, cases.part, cases.measure, cases.stratum
