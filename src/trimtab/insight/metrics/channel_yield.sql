-- Landmarks: every opportunity at the beginning of each week in which it was open. What happened to its chance within
-- two weeks, whether it was touched in that week and how, beside the same for those that were not touched.
WITH weeks AS (
    SELECT $start + to_days(CAST(7 * number AS INTEGER)) AS week_at
    FROM range(520) AS listed(number)
    WHERE $start + to_days(CAST(7 * number + 21 AS INTEGER)) <= $as_of
),
landmarks_of_weeks AS (
    SELECT weeks.week_at, versions.part, versions.opp_id, versions.stage_id, coalesce(versions.amount_rc, 0) AS amount
    FROM weeks
    JOIN versions
        ON versions.from_at <= weeks.week_at AND (versions.until_at IS NULL OR versions.until_at > weeks.week_at)
    WHERE versions.status = 'open'
),
-- What a stage was worth, by what closed before the period: the share of those that were ever in it and were won.
closed AS (
    SELECT opp_id, bool_or(outcome = 'won') AS is_won
    FROM whole.holdings
    WHERE ended_at < $as_of AND outcome IS NOT NULL
    GROUP BY opp_id
),
rates AS (
    SELECT seen.stage_id, (sum(CAST(closed.is_won AS INTEGER)) + 1.0) / (count(*) + 4.0) AS rate
    FROM (SELECT DISTINCT opp_id, stage_id FROM whole.stage_events WHERE entered_at < $as_of) AS seen
    JOIN closed ON closed.opp_id = seen.opp_id
    GROUP BY seen.stage_id
),
later AS (
    SELECT
        landmarks_of_weeks.*,
        CASE then_.status WHEN 'won' THEN 1.0 WHEN 'lost' THEN 0.0 ELSE coalesce(after.rate, before.rate) END
        - before.rate AS gain
    FROM landmarks_of_weeks
    JOIN rates AS before ON before.stage_id = landmarks_of_weeks.stage_id
    JOIN whole.versions AS then_
        ON then_.opp_id = landmarks_of_weeks.opp_id
        AND then_.from_at <= landmarks_of_weeks.week_at + INTERVAL 21 DAY
        AND (then_.until_at IS NULL OR then_.until_at > landmarks_of_weeks.week_at + INTERVAL 21 DAY)
    LEFT JOIN rates AS after ON after.stage_id = then_.stage_id
),
touched AS (
    SELECT
        later.part,
        later.opp_id,
        later.week_at,
        later.stage_id,
        later.amount,
        later.gain,
        activities.kind,
        count(*) FILTER (WHERE activities.direction IS DISTINCT FROM 'in') AS attempts,
        count(*) FILTER (WHERE activities.direction = 'in') AS replies,
        count(*) FILTER (WHERE activities.minutes > 2 AND activities.kind <> 'email') AS talks,
        sum(coalesce(nullif(activities.minutes, 0), CASE activities.kind WHEN 'meeting' THEN 60 WHEN 'call' THEN 15 ELSE 6 END)) AS minutes
    FROM later
    JOIN whole.activities AS activities
        ON activities.opp_id = later.opp_id
        AND activities."at" >= later.week_at AND activities."at" < later.week_at + INTERVAL 7 DAY
        AND activities.kind IN ('call', 'meeting', 'email')
    GROUP BY ALL
),
-- A week of several channels is shared out by their minutes: no gain is counted twice.
shared AS (
    SELECT
        *,
        minutes * 1.0 / sum(minutes) OVER (PARTITION BY opp_id, week_at) AS share
    FROM touched
),
untouched AS (
    SELECT later.stage_id, avg(later.gain) AS drift
    FROM later
    LEFT JOIN (SELECT DISTINCT opp_id, week_at FROM touched) AS any_touch
        ON any_touch.opp_id = later.opp_id AND any_touch.week_at = later.week_at
    WHERE any_touch.opp_id IS NULL
    GROUP BY later.stage_id
)
SELECT
    shared.part,
    parts.part_name,
    shared.kind AS channel,
    count(*) AS n,
    CAST(sum(shared.attempts) AS BIGINT) AS attempts,
    CAST(count(*) FILTER (WHERE shared.replies > 0 OR shared.talks > 0) AS BIGINT) AS answered,
    CAST(count(*) FILTER (WHERE shared.gain > 0) AS BIGINT) AS advanced,
    sum(shared.minutes) / 60.0 AS hours,
    sum((shared.gain - coalesce(untouched.drift, 0)) * CAST(shared.amount AS DOUBLE) * shared.share) AS added,
    sum(shared.gain * CAST(shared.amount AS DOUBLE) * shared.share) AS added_naively,
    sum(power((shared.gain - coalesce(untouched.drift, 0)) * CAST(shared.amount AS DOUBLE) * shared.share, 2)) AS added_squares
FROM shared
LEFT JOIN untouched ON untouched.stage_id = shared.stage_id
LEFT JOIN parts ON parts.part = shared.part
GROUP BY shared.part, parts.part_name, parts.part_order, shared.kind
ORDER BY parts.part_order, parts.part_name NULLS LAST, shared.part, shared.kind
