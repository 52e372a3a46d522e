"""Generated extracts of any size, in the layout of ours: a world of opportunities with five changes each.

Every value follows from the number of the opportunity and the seed, so the same size always gives the same rows. The
states are generated; stage events and holdings are made from them by the queries that the extract uses.
"""

import json
import sys
import time
from pathlib import Path

import duckdb

from trimtab.analytics.parquet import write_table
from trimtab.insight.history import holdings_sql, stage_events_sql
from trimtab.insight.tables import TABLES

SEED = 20260101
OWNERS, TEAMS, MONTHS = 500, 25, 36
FIRST_DAY, NOW = "2024-01-01", "2027-01-01"
MONTHLY = ("opportunities", "versions", "stage_events", "holdings")

_SHARED = f"""
CREATE TABLE users AS
    SELECT
        id AS user_id, 'Person ' || id AS name, id % {TEAMS} + 1 AS team_id, NULL::VARCHAR AS team_path,
        'seller' AS role, NULL::DATE AS hired_on, NULL::DATE AS left_on
    FROM range(1::BIGINT, {OWNERS + 1}::BIGINT) AS listed(id);
CREATE TABLE teams AS
    SELECT id AS team_id, 'Team ' || id AS name, NULL::BIGINT AS parent_id, NULL::VARCHAR AS path
    FROM range(1::BIGINT, {TEAMS + 1}::BIGINT) AS listed(id);
CREATE TABLE stages AS
    SELECT id::BIGINT AS stage_id, 1::BIGINT AS process_id, 'Sales' AS process, 'Stage ' || id AS name,
        id::INTEGER AS position, CASE WHEN id <= 5 THEN 'open' WHEN id = 6 THEN 'won' ELSE 'lost' END AS kind,
        id = 2 AS is_qualified
    FROM range(1, 8) AS listed(id);
-- S next stage, B back, A amount, D close date, O owner, W won, L lost, R reopened; with its share in per cent.
CREATE TABLE lives AS
    SELECT * FROM (VALUES
        (0, 17, 'SASSW', [1, 2, 2, 3, 4, 6]), (17, 32, 'SSDSW', [1, 2, 3, 3, 4, 6]),
        (32, 54, 'SSSSL', [1, 2, 3, 4, 5, 7]), (54, 74, 'SADSL', [1, 2, 2, 2, 3, 7]),
        (74, 84, 'SSOSL', [1, 2, 3, 3, 4, 7]), (84, 88, 'SOASW', [1, 2, 2, 2, 3, 6]),
        (88, 91, 'SSBSL', [1, 2, 3, 2, 3, 7]), (91, 93, 'SSWRL', [1, 2, 3, 6, 4, 7]),
        (93, 100, 'SASDA', [1, 2, 2, 3, 3, 3])
    ) AS listed(least_share, share_below, turns, path);
-- A number between 0 and 1 for each opportunity and purpose.
CREATE MACRO chance(id, purpose) AS (hash(id * 64 + purpose + {SEED}) % 1000003 + 1) / 1000004.0;
CREATE MACRO waited(id, turn) AS CAST(-ln(chance(id, 10 + turn)) * 14 * 86400000000 AS BIGINT);
"""

_MONTH = f"""
CREATE OR REPLACE TABLE lived AS
    SELECT
        id AS opp_id, turns, path,
        TIMESTAMP '{FIRST_DAY}' + INTERVAL 1 MONTH * $month
            + to_microseconds(CAST(chance(id, 1) * 28 * 86400000000 AS BIGINT)) AS opened_at,
        CAST(chance(id, 2) * {OWNERS} AS BIGINT) % {OWNERS} + 1 AS owner,
        CAST(exp(8.5 + 2 * chance(id, 3)) AS DECIMAL(18, 2)) AS amount,
        [0, waited(id, 1), waited(id, 2), waited(id, 3), waited(id, 4), waited(id, 5)] AS waits
    FROM range($first, $below) AS listed(id)
    JOIN lives ON CAST(floor(chance(id, 4) * 100) AS INTEGER) >= least_share
        AND CAST(floor(chance(id, 4) * 100) AS INTEGER) < share_below;
CREATE OR REPLACE TABLE stepped AS
    SELECT
        opp_id, opened_at, owner, amount, turns, path[turn + 1] AS stage_id, turn,
        opened_at + to_microseconds(list_sum(waits[1:turn + 1])::BIGINT) AS from_at,
        CASE WHEN turn < 5 THEN opened_at + to_microseconds(list_sum(waits[1:turn + 2])::BIGINT) END AS until_at
    FROM lived, range(6) AS counted(turn);
CREATE OR REPLACE TABLE versions AS
    SELECT
        opp_id, CAST(turn + 1 AS INTEGER) AS version, from_at,
        CASE WHEN until_at <= TIMESTAMP '{NOW}' THEN until_at END AS until_at,
        NULL::TIMESTAMP AS not_before, CASE WHEN turn = 0 THEN 'created' ELSE 'change' END AS cause,
        held.owner_id, held.owner_id % {TEAMS} + 1 AS team_id, stage_id::BIGINT AS stage_id, stages.kind AS status,
        CAST(amount * (1 + 0.1 * (length(turns[1:turn]) - length(replace(turns[1:turn], 'A', '')))) AS DECIMAL(18, 2))
            AS amount,
        'EUR' AS currency, NULL::DECIMAL(18, 2) AS amount_rc,
        CAST(opened_at AS DATE) + CAST(90 + 15 * (length(turns[1:turn]) - length(replace(turns[1:turn], 'D', '')))
            AS INTEGER) AS close_on,
        CASE WHEN stage_id >= 4 THEN 'commit' ELSE 'pipeline' END AS forecast_category
    FROM stepped
    JOIN stages USING (stage_id),
    LATERAL (SELECT CASE WHEN contains(turns[1:turn], 'O') THEN owner % {OWNERS} + 1 ELSE owner END AS owner_id) AS held
    WHERE from_at < TIMESTAMP '{NOW}';
UPDATE versions SET amount_rc = amount;
CREATE OR REPLACE TABLE opportunity_base AS SELECT opp_id, 1::BIGINT AS process_id, opened_at FROM lived;
"""

_OPPORTUNITIES = """
CREATE OR REPLACE TABLE opportunities AS
    SELECT
        opp_id, 'Deal ' || opp_id AS name, opp_id // 10 AS account_id, last.owner_id, last.team_id,
        1::BIGINT AS process_id, last.stage_id, last.status, last.amount, 'EUR' AS currency, last.amount_rc,
        last.close_on, last.forecast_category, NULL::VARCHAR AS kind, 'web' AS lead_source,
        NULL::VARCHAR AS loss_reason, NULL::VARCHAR AS product, ['Small', 'Large'][opp_id % 2 + 1] AS segment,
        ['North', 'South', 'East', 'West'][opp_id % 4 + 1] AS region, NULL::VARCHAR AS industry, lived.opened_at,
        CASE WHEN last.status <> 'open' THEN last.from_at END AS closed_at, 'changes' AS history
    FROM lived JOIN versions AS last USING (opp_id)
    WHERE last.until_at IS NULL;
"""


def make_world(folder: Path, opportunities: int) -> dict[str, int]:
    """Write the extracts of a world, unless they are there; table → number of rows."""
    done = folder / "rows.json"
    if done.exists():
        return dict(json.loads(done.read_text()))
    folder.mkdir(parents=True, exist_ok=True)
    duck = duckdb.connect(config={"memory_limit": "2GB", "threads": 2, "temp_directory": str(folder / "temporary")})
    duck.execute(_SHARED)
    rows = dict.fromkeys(MONTHLY, 0)
    for name in ("users", "teams", "stages"):
        rows[name] = write_table(duck, TABLES[name], path=folder / name / "whole.parquet")
    for month in range(MONTHS):
        _make_month(duck, month, opportunities)
        for name in MONTHLY:
            path = folder / name / f"{2024 + month // 12}-{month % 12 + 1:02}.parquet"
            rows[name] += write_table(duck, TABLES[name], path=path)
    duck.close()
    done.write_text(json.dumps(rows))
    return rows


def _make_month(duck: duckdb.DuckDBPyConnection, month: int, opportunities: int) -> None:
    values = {
        "month": month,
        "first": 1 + opportunities * month // MONTHS,
        "below": 1 + opportunities * (month + 1) // MONTHS,
    }
    for statement in duckdb.extract_statements(_MONTH):
        duck.execute(statement, {name: values[name] for name in statement.named_parameters})
    duck.execute(f"CREATE OR REPLACE TABLE stage_events AS {stage_events_sql()}")
    duck.execute(_OPPORTUNITIES)
    duck.execute(f"CREATE OR REPLACE TABLE holdings AS {holdings_sql()}")


if __name__ == "__main__":
    begin = time.monotonic()
    print(make_world(Path(sys.argv[2]), int(sys.argv[1])), f"{time.monotonic() - begin:.0f} s")
