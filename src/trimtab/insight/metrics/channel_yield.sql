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
        sum(coalesce(activities.minutes, CASE activities.kind WHEN 'meeting' THEN 60 WHEN 'call' THEN 15 ELSE 6 END)) AS minutes
    FROM later
    JOIN whole.activities AS activities
        ON activities.opp_id = later.opp_id
        AND activities."at" >= later.week_at AND activities."at" < later.week_at + INTERVAL 7 DAY
        AND activities.kind IN ('call', 'meeting', 'email')
    GROUP BY ALL
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
    touched.part,
    parts.part_name,
    touched.kind AS channel,
    count(*) AS n,
    CAST(sum(touched.attempts) AS BIGINT) AS attempts,
    CAST(count(*) FILTER (WHERE touched.replies > 0 OR touched.talks > 0) AS BIGINT) AS answered,
    CAST(count(*) FILTER (WHERE touched.gain > 0) AS BIGINT) AS advanced,
    sum(touched.minutes) / 60.0 AS hours,
    sum((touched.gain - coalesce(untouched.drift, 0)) * CAST(touched.amount AS DOUBLE)) AS added,
    sum(touched.gain * CAST(touched.amount AS DOUBLE)) AS added_naively,
    sum(power((touched.gain - coalesce(untouched.drift, 0)) * CAST(touched.amount AS DOUBLE), 2)) AS added_squares
FROM touched
LEFT JOIN untouched ON untouched.stage_id = touched.stage_id
LEFT JOIN parts ON parts.part = touched.part
GROUP BY touched.part, parts.part_name, parts.part_order, touched.kind
ORDER BY parts.part_order, parts.part_name NULLS LAST, touched.part, touched.kind
