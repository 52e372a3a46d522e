"""From raw changes to the tables `versions`, `stage_events` and `holdings`, as DuckDB SQL.

Pure: nothing is read or written here.

The as-of rule: at t the value of a field is the one with the largest (valid_at, recorded_at, change_id) among the
changes with valid_at <= t and recorded_at <= t. So a change reaches observers at greatest(valid_at, recorded_at), and
only where no change of the same field with a larger key was known by then; one learned too late never shows.

`versions_sql()` reads five tables or views, which the caller creates:
    changes: change_id BIGINT, opp_id BIGINT, field VARCHAR (stage, amount, currency, close_on, forecast_category,
        owner), value VARCHAR (stage id, decimal text, code, ISO date, category, user id; NULL: cleared),
        valid_at TIMESTAMP, recorded_at TIMESTAMP, not_before TIMESTAMP.
    opportunity_base: opp_id BIGINT, process_id BIGINT, opened_at TIMESTAMP. From opened_at until its first known
        change an opportunity is open with unknown (NULL) fields.
    stages, users: as declared in `insight.tables`.
    fx: currency VARCHAR, from_on DATE, rate (multiply to get the reporting currency; kept to 8 decimals). One row for
        every currency, the reporting currency with rate 1. Pass only rates already in force. The first rate also
        holds before its day. A currency without a rate gives amount_rc NULL: nothing is invented.

`stage_events_sql()` reads `versions` (finished), `stages` and `opportunity_base`.
`holdings_sql()` reads `versions`, `stage_events`, `opportunities` (all finished) and `stages`.

Money: amount x rate is computed exactly in decimals and rounded to cents, half a cent to the even cent. An open
opportunity gets a new version (cause 'fx') when a rate of its currency begins; a closed one keeps the rate of the day
it entered its closing stage.

Memory: every window is partitioned by opportunity and every join is to a small table, so the result is the same
whether it is computed at once or in ranges of opp_id (filter `changes` and `opportunity_base` alike).
"""

from functools import cache
from importlib.resources import files


def versions_sql() -> str:
    """The query whose rows are the table `versions`, ordered by opportunity and version."""
    return _read("versions.sql")


def stage_events_sql() -> str:
    """The query whose rows are the table `stage_events`, ordered by opportunity and sequence."""
    return _read("stage_events.sql")


def holdings_sql() -> str:
    """The query whose rows are the table `holdings`, ordered by opportunity and beginning."""
    return _read("holdings.sql")


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
