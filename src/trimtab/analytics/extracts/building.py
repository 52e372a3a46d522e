"""From the raw tables in DuckDB to the declared ones, month by month, each month into its own Parquet files."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb

from trimtab.analytics.extracts.sources import month_span
from trimtab.analytics.parquet import write_table
from trimtab.insight.history import holdings_sql, stage_events_sql, versions_sql
from trimtab.insight.tables import TABLES, Table

WHOLE = ("users", "teams", "accounts", "stages", "quotas", "leads")
# Ours alone: how far each opportunity was read, so that a refresh touches only what changed.
LEDGER = Table(
    "ledger",
    {"opp_id": "BIGINT", "changed_at": "TIMESTAMP", "last_change_id": "BIGINT", "last_activity_id": "BIGINT"},
    ("opp_id",),
)

_SHARED = """
CREATE OR REPLACE TABLE users AS SELECT * FROM raw_users;
CREATE OR REPLACE TABLE teams AS SELECT * FROM raw_teams;
CREATE OR REPLACE TABLE accounts AS SELECT * FROM raw_accounts;
CREATE OR REPLACE TABLE stages AS SELECT * RENAME (process_name AS process) FROM raw_stages;
CREATE OR REPLACE TABLE leads AS SELECT * RENAME (lead_source AS source) FROM raw_leads;
-- A stage may have been merged into one that was merged again: follow to the end.
CREATE OR REPLACE TABLE remappings AS
    WITH RECURSIVE chain AS (
        SELECT stage_id, into_id, 1 AS steps FROM raw_remappings
        UNION ALL
        SELECT chain.stage_id, onward.into_id, chain.steps + 1
        FROM chain JOIN raw_remappings AS onward ON onward.stage_id = chain.into_id
        WHERE chain.steps < 50
    )
    SELECT stage_id, arg_max(into_id, steps) AS into_id FROM chain GROUP BY stage_id;
CREATE OR REPLACE TABLE fx AS
    SELECT currency, from_on, rate FROM raw_rates WHERE from_on <= $today AND currency <> $currency
    UNION ALL
    SELECT $currency, DATE '1970-01-01', CAST(1 AS DECIMAL(18, 8));
CREATE OR REPLACE TABLE rate_spans AS
    SELECT
        currency,
        CASE WHEN lag(from_on) OVER by_day IS NULL THEN DATE '0001-01-01' ELSE from_on END AS from_on,
        rate
    FROM fx
    WINDOW by_day AS (PARTITION BY currency ORDER BY from_on);
-- Exactly half a cent goes to the even cent, as in the versions.
CREATE OR REPLACE MACRO cents(exact) AS CAST(
    CASE
        WHEN abs(exact - trunc(exact, 2)) = 0.005 AND CAST(abs(round(exact, 2)) * 100 AS HUGEINT) % 2 = 1
        THEN round(exact, 2) - sign(exact) * CAST(0.01 AS DECIMAL(3, 2))
        ELSE round(exact, 2)
    END AS DECIMAL(18, 2)
);
CREATE OR REPLACE TABLE quotas AS
    SELECT
        user_id, team_id, start_on, end_on, measure,
        CASE WHEN measure = 'count' THEN amount ELSE cents(amount * rate_spans.rate) END AS amount_rc
    FROM raw_quotas
    ASOF LEFT JOIN rate_spans
        ON rate_spans.currency = raw_quotas.currency AND rate_spans.from_on <= raw_quotas.start_on;
"""

_MONTH = """
CREATE OR REPLACE TABLE opportunity_base AS
    SELECT opp_id, process_id, opened_at FROM raw_opportunities WHERE opened_at >= $start AND opened_at < $end;
CREATE OR REPLACE TABLE changes AS
    SELECT
        change_id, opp_id, field, valid_at, recorded_at, not_before,
        CASE
            WHEN field = 'stage' THEN coalesce(CAST(remappings.into_id AS VARCHAR), value)
            ELSE value
        END AS value
    FROM raw_changes
    LEFT JOIN remappings ON raw_changes.field = 'stage' AND remappings.stage_id = TRY_CAST(value AS BIGINT)
    WHERE opened_at >= $start AND opened_at < $end;
"""

_OPPORTUNITIES = """
CREATE OR REPLACE TABLE latest AS
    SELECT
        opp_id,
        arg_max(amount, version) AS amount,
        arg_max(currency, version) AS currency,
        arg_max({'rc': amount_rc}, version) AS converted
    FROM versions GROUP BY opp_id;
-- The owner at the close: who held it when it last entered a closing stage.
CREATE OR REPLACE TABLE closers AS
    SELECT opp_id, arg_max({'id': owner_id}, sequence) AS owner
    FROM stage_events WHERE left_at IS NULL AND kind <> 'open' GROUP BY opp_id;
CREATE OR REPLACE TABLE first_products AS
    SELECT opp_id, arg_max(product_name, (coalesce(amount, 0), -line_id)) AS product
    FROM raw_lines WHERE opened_at >= $start AND opened_at < $end GROUP BY opp_id;
CREATE OR REPLACE TABLE placed AS
    SELECT
        raw.* REPLACE (
            coalesce(remappings.into_id, raw.stage_id) AS stage_id,
            coalesce(closers.owner.id, raw.owner_id) AS owner_id
        ),
        stages.kind AS status,
        first_products.product,
        CASE WHEN stages.kind = 'open' THEN $today ELSE coalesce(CAST(raw.closed_at AS DATE), $today) END AS rate_on
    FROM raw_opportunities AS raw
    LEFT JOIN remappings USING (stage_id)
    LEFT JOIN stages ON stages.stage_id = coalesce(remappings.into_id, raw.stage_id)
    LEFT JOIN closers USING (opp_id)
    LEFT JOIN first_products USING (opp_id)
    WHERE raw.opened_at >= $start AND raw.opened_at < $end;
CREATE OR REPLACE TABLE rated AS
    SELECT placed.*, rate_spans.rate
    FROM placed
    ASOF LEFT JOIN rate_spans ON rate_spans.currency = placed.currency AND rate_spans.from_on <= placed.rate_on;
CREATE OR REPLACE TABLE opportunities AS
    SELECT
        rated.* EXCLUDE (rate, rate_on, changed_at),
        users.team_id,
        CASE
            WHEN latest.amount = rated.amount AND latest.currency = rated.currency THEN latest.converted.rc
            ELSE cents(rated.amount * rated.rate)
        END AS amount_rc
    FROM rated
    LEFT JOIN latest USING (opp_id)
    LEFT JOIN users ON users.user_id = rated.owner_id;
CREATE OR REPLACE TABLE activities AS
    SELECT * EXCLUDE (opened_at) FROM raw_activities WHERE opened_at >= $start AND opened_at < $end;
CREATE OR REPLACE TABLE line_items AS
    SELECT
        raw_lines.opp_id, solution_id AS product_id, product_name AS product, family, quantity,
        cents(raw_lines.amount * rated.rate) AS amount_rc
    FROM raw_lines JOIN rated USING (opp_id) WHERE raw_lines.opened_at >= $start AND raw_lines.opened_at < $end;
CREATE OR REPLACE TABLE ledger AS
    SELECT
        opp_id,
        changed_at,
        coalesce(last_change_id, 0) AS last_change_id,
        coalesce(last_activity_id, 0) AS last_activity_id
    FROM rated
    LEFT JOIN (SELECT opp_id, max(change_id) AS last_change_id FROM changes GROUP BY opp_id) USING (opp_id)
    LEFT JOIN (SELECT opp_id, max(activity_id) AS last_activity_id FROM activities GROUP BY opp_id) USING (opp_id);
"""


def declared(name: str) -> Table:
    """The declaration of a table of the extract."""
    return LEDGER if name == LEDGER.name else TABLES[name]


def prepare(duck: duckdb.DuckDBPyConnection, *, today: date, currency: str) -> None:
    """Make the tables that every month needs: people, stages, rates in force today."""
    _run(duck, _SHARED, today=today, currency=currency)


def build_span(duck: duckdb.DuckDBPyConnection, *, first: str, last: str, today: date) -> None:
    """Make the monthly tables of the months from `first` to `last` (2026-03, both included) from the raw ones."""
    start, end = _naive(month_span(first)[0]), _naive(month_span(last)[1])
    _run(duck, _MONTH, start=start, end=end)
    duck.execute(f"CREATE OR REPLACE TABLE versions AS {versions_sql()}")
    duck.execute(f"CREATE OR REPLACE TABLE stage_events AS {stage_events_sql()}")
    _run(duck, _OPPORTUNITIES, start=start, end=end, today=today)
    duck.execute(f"CREATE OR REPLACE TABLE holdings AS {holdings_sql()}")


def write_months(duck: duckdb.DuckDBPyConnection, *, name: str, months: Sequence[str], folder: Path) -> dict[str, int]:
    """Write each month of a monthly table to its own file in `folder`; month → number of rows."""
    rows = rows_by_month(duck, name)
    for month in months:
        if rows.get(month):
            only = f"opp_id IN (SELECT opp_id FROM opened WHERE month = '{month}')"
            write_table(duck, declared(name), path=folder / f"{month}.parquet", only=only)
    return rows


def rows_by_month(duck: duckdb.DuckDBPyConnection, name: str) -> dict[str, int]:
    """How many rows of a built table belong to each month."""
    duck.execute(
        "CREATE OR REPLACE TABLE opened AS SELECT opp_id, strftime(opened_at, '%Y-%m') AS month FROM opportunity_base"
    )
    found = duck.execute(f'SELECT month, count(*) FROM "{name}" JOIN opened USING (opp_id) GROUP BY month').fetchall()
    return {str(month): int(number) for month, number in found}


def _naive(instant: datetime) -> datetime:
    return instant.replace(tzinfo=None)


def _run(duck: duckdb.DuckDBPyConnection, script: str, **values: object) -> None:
    """Run each statement with the parameters that it names."""
    for statement in duckdb.extract_statements(script):
        named = {name: values[name] for name in statement.named_parameters}
        duck.execute(statement, named)
