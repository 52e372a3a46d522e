"""History from whatever there is: `made`, one row per change of a tracked field, as DuckDB SQL. No database is touched.

Three kinds of input, which may come together:
    log: changes that the source wrote down when they happened (`lines`, one per field; `histories`, the whole state
        after each change). Both clocks are the source's own time. Only real differences become changes; several changes
        at one time keep the order of the file.
    chain: the same opportunity in several exports, or in an export and in our database. It changed in
        (the earlier export, the later one]: `valid_at` is the later one, `not_before` the earlier one. A close that the
        export dates inside that interval is known exactly.
    dates: one export only. The values of today stand from the day it was opened, except the stage of a closed one:
        through which stages it went is not known, so there is no stage until the day it was closed.

Where a log covers a field, exports add only what happened after its last entry.

`made`: key, field, old, new, valid_at, recorded_at, not_before, origin, by_ref, src, line, rank.
"""

from collections.abc import Collection, Sequence

import duckdb

from trimtab.connectors.imports.sql import quoted
from trimtab.opportunities.models.history import TRACKED_FIELDS

# How many opportunities' rows are compared at once; keeps windows inside the memory limit.
BUCKET_ROWS = 1_000_000
MADE = """key VARCHAR, field VARCHAR, old VARCHAR, new VARCHAR, valid_at TIMESTAMP, recorded_at TIMESTAMP,
    not_before TIMESTAMP, origin VARCHAR, by_ref BIGINT, src INTEGER, line BIGINT"""


def make_history(
    session: duckdb.DuckDBPyConnection, *, stated: Collection[str], logged: Collection[str], covered: Collection[str]
) -> None:
    """Fill `made` from `states`, `histories`, `lines`, `refs_opportunity`, `known_values` and `known_opportunities`.

    Args:
        stated: tracked fields that some export maps.
        logged: tracked fields that some history of whole states maps.
        covered: tracked fields that some log covers.
    """
    session.execute(f"CREATE OR REPLACE TABLE log ({MADE})")
    session.execute(f"CREATE OR REPLACE TABLE made ({MADE})")
    for bucket, buckets in _buckets(session, "histories"):
        session.execute(_log_of_states(sorted(logged), _in_bucket(bucket, buckets)))
    for bucket, buckets in _buckets(session, "lines"):
        session.execute(_log_of_lines(_in_bucket(bucket, buckets)))
    session.execute(_ends_of_log())
    session.execute(_lives())
    session.execute("INSERT INTO made SELECT * FROM log")
    session.execute(_openings_of_log())
    for bucket, buckets in _buckets(session, "states"):
        session.execute(_chain(_in_bucket(bucket, buckets)))
        for field in sorted(stated):
            session.execute(_opening(field))
            session.execute(_difference(field, is_covered=field in covered))
    # A log that began after the opportunity did repeats the first value: it held since the opening.
    session.execute("DELETE FROM made WHERE old IS NOT DISTINCT FROM new")


def _buckets(session: duckdb.DuckDBPyConnection, table: str) -> Sequence[tuple[int, int]]:
    found = session.execute(f"SELECT count(*) FROM {table}").fetchone()
    buckets = (int(found[0]) if found else 0) // BUCKET_ROWS + 1
    return [(bucket, buckets) for bucket in range(buckets)]


def _in_bucket(bucket: int, buckets: int) -> str:
    return "true" if buckets == 1 else f"hash(key) % {buckets} = {bucket}"


def _log_of_states(fields: Sequence[str], condition: str) -> str:
    """Only real differences: most rows of a change log repeat the state before."""
    before = ", ".join(f"lag(v_{field}) OVER in_order AS b_{field}" for field in fields)
    changes = " UNION ALL ".join(
        f"""SELECT key, '{field}', CASE WHEN is_first
            THEN {"CAST(before_stage AS VARCHAR)" if field == "stage" else "NULL"}
            ELSE b_{field} END, v_{field}, moment, moment, NULL, 'history', by_ref, src, line
        FROM ordered
        WHERE CASE WHEN is_first THEN v_{field} IS NOT NULL ELSE v_{field} IS DISTINCT FROM b_{field} END"""
        for field in fields
    )
    if not changes:
        return "SELECT 1"
    return f"""
    CREATE OR REPLACE TEMP TABLE ordered AS
    SELECT *, row_number() OVER in_order = 1 AS is_first{", " if before else ""}{before}
    FROM histories WHERE {condition}
    WINDOW in_order AS (PARTITION BY key ORDER BY moment, src, line);
    INSERT INTO log {changes};
    DROP TABLE ordered;
    """


def _log_of_lines(condition: str) -> str:
    return f"""
    INSERT INTO log
    SELECT key, field, old, new, moment, moment, NULL, 'history', by_ref, src, line
    FROM lines WHERE {condition}
    WINDOW in_order AS (PARTITION BY key, field ORDER BY moment, src, line)
    QUALIFY CASE WHEN row_number() OVER in_order = 1 THEN new IS DISTINCT FROM old
        ELSE new IS DISTINCT FROM lag(new) OVER in_order END
    """


def _ends_of_log() -> str:
    # arg_min and arg_max leave NULLs out, but an empty value is a value: hence the structs.
    return """
    CREATE OR REPLACE TABLE log_ends AS
    SELECT key, field, arg_min({'v': old}, (valid_at, src, line)).v AS first_old, min(valid_at) AS first_at,
        arg_max({'v': new}, (valid_at, src, line)).v AS last_value, max(valid_at) AS last_at
    FROM log GROUP BY key, field
    """


def _lives() -> str:
    """`lives`: when each opportunity was opened and closed, as well as the rows tell.

    One that was created in the system after its close counts as opened on the day it was closed.
    """
    return """
    CREATE OR REPLACE TABLE lives AS
    WITH stated AS (
        SELECT key, min(opened_at) AS opened_at, min(moment) AS first_at, arg_max(kind, moment) AS kind,
            arg_max(coalesce(closed_at, CASE WHEN close_on <= moment THEN close_on END, moment), moment) AS closed_at
        FROM (SELECT *, CAST(v_close_on AS TIMESTAMP) AS close_on FROM states) GROUP BY key
    ),
    told AS (
        SELECT key, min(opened_at) AS opened_at, min(moment) AS first_at, arg_max(kind, (moment, src, line)) AS kind
        FROM histories GROUP BY key
    ),
    logged AS (SELECT key, min(first_at) AS first_at FROM log_ends GROUP BY key),
    merged AS (
        SELECT coalesce(stated.key, told.key) AS key,
            least(stated.opened_at, told.opened_at) AS stated_opening,
            least(logged.first_at, told.first_at) AS first_logged,
            coalesce(stated.first_at, told.first_at) AS first_at,
            coalesce(stated.kind, told.kind) AS kind,
            -- A close of which only the day is known is not before an opening on that day.
            CASE WHEN stated.kind <> 'open' THEN CASE WHEN CAST(stated.closed_at AS DATE) = CAST(stated_opening AS DATE)
                THEN greatest(stated.closed_at, stated_opening) ELSE stated.closed_at END END AS stated_close
        FROM stated FULL JOIN told USING (key) LEFT JOIN logged ON logged.key = coalesce(stated.key, told.key)
    )
    SELECT merged.key, merged.kind, stated_close, stated_opening IS NULL AS is_opening_unknown,
        coalesce(stated_opening > coalesce(stated_close, first_logged), false) AS is_opened_late,
        coalesce(known.opened_at,
            least(coalesce(stated_opening, first_logged, stated_close, first_at), first_logged, stated_close))
                AS opened_at
    FROM merged LEFT JOIN refs_opportunity AS r ON r.key = merged.key
    LEFT JOIN known_opportunities AS known ON known.id = r.ref
    """


def _openings_of_log() -> str:
    """The value before the first logged change held since the opening."""
    return """
    INSERT INTO made
    SELECT e.key, e.field, NULL, e.first_old, l.opened_at, l.opened_at, NULL, 'created', NULL, NULL, NULL
    FROM log_ends AS e JOIN lives AS l USING (key)
    WHERE e.first_old IS NOT NULL AND l.opened_at <= e.first_at
    """


def _chain(condition: str) -> str:
    """`chain`: each state with the one before it: an earlier export, else what our database knows."""
    before = ", ".join(f"lag(v_{field}) OVER in_order AS b_{field}" for field in TRACKED_FIELDS)
    return f"""
    CREATE OR REPLACE TABLE chain AS
    SELECT s.*, r.ref, l.opened_at AS life_opened_at, l.stated_close, {before},
        row_number() OVER in_order = 1 AS is_first,
        lead(s.moment) OVER in_order IS NULL AS is_last,
        coalesce(lag(s.moment) OVER in_order, k.seen_at) AS earlier_at
    FROM states AS s
    JOIN refs_opportunity AS r USING (key)
    JOIN lives AS l USING (key)
    LEFT JOIN known_opportunities AS k ON k.id = r.ref
    WHERE {condition.replace("key", "s.key")}
    WINDOW in_order AS (PARTITION BY s.key ORDER BY s.moment)
    """


def _opening(field: str) -> str:
    """First values of a new opportunity, where no log tells them."""
    at, origin = "c.life_opened_at", "'created'"
    if field == "stage":
        # Which stages a closed one went through is not known: the first thing we know of its stage is the close.
        at = "CASE WHEN c.kind = 'open' THEN c.life_opened_at ELSE greatest(c.stated_close, c.life_opened_at) END"
    return f"""
    INSERT INTO made
    SELECT c.key, '{field}', NULL, c.v_{field}, {at}, {at}, NULL, {origin}, NULL, c.src, c.line
    FROM chain AS c LEFT JOIN log_ends AS e ON e.key = c.key AND e.field = '{field}'
    WHERE c.is_first AND c.ref < 0 AND c.v_{field} IS NOT NULL AND e.key IS NULL
    """


def _difference(field: str, *, is_covered: bool) -> str:
    """A value that differs from the export before, from our database, or from the end of the log."""
    closing = "coalesce(c.closed_at, CAST(c.v_close_on AS TIMESTAMP))"
    is_dated = (
        f"c.kind <> 'open' AND {closing} <= c.moment AND ({closing} > c.earlier_at OR c.earlier_at IS NULL)"
        if field == "stage"
        else "false"
    )
    log = f"LEFT JOIN log_ends AS e ON e.key = c.key AND e.field = '{field}'" if is_covered else ""
    without_log = "e.key IS NULL" if is_covered else "true"
    after_log = (
        f"""UNION ALL
        SELECT c.*, e.last_value AS base, e.last_at AS since, k.last_at AS known_at, k.current FROM chain AS c
        JOIN log_ends AS e ON e.key = c.key AND e.field = '{field}'
        LEFT JOIN known_values AS k ON k.id = c.ref AND k.field = '{field}'
        WHERE c.is_last AND c.moment >= e.last_at"""
        if is_covered
        else ""
    )
    return f"""
    INSERT INTO made
    WITH compared AS (
        SELECT c.*, c.b_{field} AS base, c.earlier_at AS since, NULL::TIMESTAMP AS known_at, c.b_{field} AS current
        FROM chain AS c {log} WHERE NOT c.is_first AND {without_log}
        UNION ALL
        SELECT c.*, k.base, c.earlier_at, k.last_at, k.current
        FROM chain AS c {log} LEFT JOIN known_values AS k ON k.id = c.ref AND k.field = '{field}'
        WHERE c.is_first AND c.ref > 0 AND {without_log}
        {after_log}
    )
    SELECT c.key, '{field}', CASE WHEN c.is_first THEN c.current ELSE c.base END, c.v_{field},
        CASE WHEN {is_dated} THEN {closing} ELSE c.moment END, c.moment,
        CASE WHEN {is_dated} THEN NULL ELSE c.since END, 'exports', NULL, c.src, c.line
    FROM compared AS c
    WHERE c.v_{field} IS DISTINCT FROM c.base
        AND (NOT c.is_first OR c.ref < 0 OR (c.v_{field} IS DISTINCT FROM c.current
            AND coalesce(c.known_at <= c.moment, true)))
    """


def drop_known(session: duckdb.DuckDBPyConnection, *, known: str = "known_changes") -> None:
    """Take out of `made` what the database has: the same field, value and time of an opportunity."""
    session.execute(
        f"""
        CREATE OR REPLACE TABLE fresh AS
        SELECT m.*, r.ref FROM made AS m JOIN refs_opportunity AS r USING (key)
        LEFT JOIN {quoted(known)} AS k ON k.id = r.ref AND k.field = m.field AND k.valid_at = m.valid_at
            AND k.new IS NOT DISTINCT FROM m.new
        WHERE k.id IS NULL
        """
    )
