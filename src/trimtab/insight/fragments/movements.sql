-- One row for each opportunity and bar it contributes to. A bar says why the period's pipeline of `part` changed.
-- The state "in" is: open and due in the period. Each opportunity's rows add up to its closing minus its opening, where
-- an unknown amount, which is NULL, counts as nothing.
WITH before AS (
    SELECT opp_id, part, amount_rc, status, close_on, forecast_category
    FROM versions
    WHERE from_at <= $start AND (until_at IS NULL OR until_at > $start)
),
after AS (
    SELECT opp_id, part, amount_rc, status, close_on, forecast_category
    FROM versions
    WHERE from_at <= $end AND (until_at IS NULL OR until_at > $end)
),
known_before AS (
    SELECT opp_id, status FROM whole.versions WHERE from_at <= $start AND (until_at IS NULL OR until_at > $start)
),
pairs AS (
    SELECT
        coalesce(before.opp_id, after.opp_id) AS opp_id,
        coalesce(before.part, after.part) AS part,
        before.opp_id IS NOT NULL AS here_before,
        after.opp_id IS NOT NULL AS here_after,
        before.status AS status_before,
        after.status AS status_after,
        before.amount_rc AS amount_before,
        after.amount_rc AS amount_after,
        before.forecast_category AS category_before,
        after.forecast_category AS category_after,
        coalesce(before.close_on BETWEEN $due_from AND $due_until, false) AS due_before,
        coalesce(after.close_on BETWEEN $due_from AND $due_until, false) AS due_after,
        CAST($category AS VARCHAR) IS NULL OR coalesce(before.forecast_category = $category, false) AS listed_before,
        CAST($category AS VARCHAR) IS NULL OR coalesce(after.forecast_category = $category, false) AS listed_after
    FROM before
    FULL JOIN after ON after.opp_id = before.opp_id AND after.part = before.part
),
placed AS (
    SELECT
        pairs.*,
        here_after AND status_after <> 'open' AS is_closed_after,
        known_before.opp_id IS NOT NULL AS existed,
        coalesce(known_before.status <> 'open', false) AS was_closed,
        coalesce(here_before AND status_before = 'open' AND due_before AND listed_before, false) AS is_in_before,
        coalesce(here_after AND status_after = 'open' AND due_after AND listed_after, false) AS is_in_after
    FROM pairs
    LEFT JOIN known_before ON known_before.opp_id = pairs.opp_id
),
-- Closed since: leaves through the bar `won` or `lost` at the amount it had then, whatever its amount was before.
-- One that was not in the pipeline before passes through: it enters, then leaves.
-- With a category chosen nobody passes through: a closed opportunity no longer tells its category.
passing AS (
    SELECT
        *,
        is_closed_after AND due_after AND NOT was_closed AND NOT is_in_before AND CAST($category AS VARCHAR) IS NULL
            AS passes
    FROM placed
),
judged AS (
    SELECT *, is_closed_after AND is_in_before OR passes AS closes
    FROM passing
    WHERE is_in_before OR is_in_after OR passes
),
rate_moves AS (
    SELECT changed.opp_id, sum(changed.amount_rc - previous.amount_rc) AS amount
    FROM whole.versions AS changed
    JOIN whole.versions AS previous
        ON previous.opp_id = changed.opp_id AND previous.version = changed.version - 1
    WHERE changed.cause = 'fx' AND changed.from_at > $start AND changed.from_at <= $end
    GROUP BY changed.opp_id
),
entered AS (
    SELECT
        opp_id,
        part,
        CASE
            WHEN is_in_before THEN 'opening'
            WHEN NOT existed THEN 'new'
            WHEN was_closed THEN 'reopened'
            WHEN NOT here_before THEN 'owner_change'
            WHEN NOT due_before THEN 'pulled_in'
            ELSE 'moved_category'
        END AS bar,
        CASE WHEN is_in_before THEN amount_before ELSE amount_after END AS amount
    FROM judged
    WHERE is_in_before OR is_in_after OR closes
),
left_ AS (
    SELECT
        opp_id,
        part,
        CASE
            WHEN NOT here_after THEN 'owner_change'
            WHEN closes THEN status_after
            WHEN NOT due_after THEN 'pushed_out'
            ELSE 'moved_category'
        END AS bar,
        -CASE WHEN closes THEN amount_after ELSE amount_before END AS amount
    FROM judged
    WHERE (is_in_before OR closes) AND NOT is_in_after
),
stayed AS (
    SELECT
        judged.opp_id,
        judged.part,
        -- An amount that became known counts as an increase, one that is no longer known as a decrease.
        coalesce(judged.amount_after, 0) - coalesce(judged.amount_before, 0) AS change,
        coalesce(rate_moves.amount, 0) AS by_rate,
        category_before IS DISTINCT FROM category_after AND NOT closes AS changed_category
    FROM judged
    LEFT JOIN rate_moves ON rate_moves.opp_id = judged.opp_id
    WHERE is_in_before AND (is_in_after OR closes)
),
bars AS (
    SELECT * FROM entered
    UNION ALL
    SELECT * FROM left_
    UNION ALL
    SELECT opp_id, part, 'fx', by_rate FROM stayed WHERE by_rate <> 0
    UNION ALL
    SELECT opp_id, part, CASE WHEN change > by_rate THEN 'increased' ELSE 'decreased' END, change - by_rate
    FROM stayed
    WHERE change <> by_rate
    UNION ALL
    SELECT opp_id, part, 'moved_category', 0 FROM stayed WHERE changed_category
    UNION ALL
    SELECT opp_id, part, 'closing', amount_after FROM judged WHERE is_in_after
)
SELECT part, bar, opp_id, CAST(amount AS DECIMAL(18, 2)) AS amount FROM bars
