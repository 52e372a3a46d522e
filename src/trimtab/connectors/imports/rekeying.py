"""Opportunities that come back under another id or name in a later export.

A key that disappears between two exports and a key that appears, although it was opened before the earlier one, are
the same opportunity when enough of name (35), customer (25), day of opening (30) and amount (10) agree, and no other
pair does.
"""

import duckdb
from django.utils.translation import gettext as _

from trimtab.connectors.imports.run_context import Context
from trimtab.connectors.imports.sql import literal, rows_of

ENOUGH = 65
NAMED_AT_MOST = 20


def match_rekeyed(session: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Give re-keyed opportunities their first key in `states`; `gone`: key → when it had disappeared."""
    session.execute("CREATE OR REPLACE TABLE rekeyed_notes (note VARCHAR)")
    session.execute(
        """
        CREATE OR REPLACE TABLE exports AS SELECT moment, row_number() OVER (ORDER BY moment) AS number
            FROM (SELECT DISTINCT moment FROM states);
        CREATE OR REPLACE TABLE spans AS
        SELECT key, min(number) AS first_number, max(number) AS last_number FROM states
            JOIN exports USING (moment) GROUP BY key;
        """
    )
    if session.execute("SELECT count(*) > 1 FROM exports").fetchone() != (True,):
        session.execute("CREATE OR REPLACE TABLE gone (key VARCHAR, gone_at TIMESTAMP)")
        return
    session.execute(_pairs())
    _apply(session)
    session.execute(
        """CREATE OR REPLACE TABLE gone AS
        SELECT spans.key, next.moment AS gone_at FROM (
            SELECT key, max(number) AS last_number FROM states JOIN exports USING (moment) GROUP BY key
        ) AS spans JOIN exports AS next ON next.number = spans.last_number + 1
        -- A row that was rejected is still in its export.
        ANTI JOIN unread_opportunity AS u ON spans.key = 'i:' || u.external_id"""
    )


def _pairs() -> str:
    return f"""
    CREATE OR REPLACE TABLE rekeyed AS
    WITH lost AS (
        SELECT s.*, spans.last_number + 1 AS number, e.moment AS earlier_at FROM spans
        JOIN exports AS e ON e.number = spans.last_number
        JOIN states AS s ON s.key = spans.key AND s.moment = e.moment
        WHERE spans.last_number < (SELECT max(number) FROM exports)
    ),
    found AS (
        SELECT s.*, spans.first_number AS number FROM spans
        JOIN exports AS e ON e.number = spans.first_number
        JOIN states AS s ON s.key = spans.key AND s.moment = e.moment WHERE spans.first_number > 1
    ),
    scored AS (
        SELECT lost.key AS old_key, found.key AS new_key, lost.v_name AS old_name, found.v_name AS new_name,
            35 * coalesce(norm(lost.v_name) = norm(found.v_name), false)::INTEGER
            + 25 * coalesce(lost.v_account = found.v_account, false)::INTEGER
            + 30 * coalesce(lost.opened_at::DATE = found.opened_at::DATE, false)::INTEGER
            + 10 * coalesce(lost.v_amount = found.v_amount, false)::INTEGER AS score
        FROM lost JOIN found ON found.number = lost.number
            AND (found.opened_at = lost.opened_at OR norm(found.v_name) = norm(lost.v_name))
            AND (found.opened_at IS NULL OR found.opened_at <= lost.earlier_at)
    )
    SELECT * FROM scored WHERE score >= {ENOUGH}
    QUALIFY row_number() OVER (PARTITION BY old_key ORDER BY score DESC, new_key) = 1
        AND count(*) OVER (PARTITION BY old_key, score) = 1
        AND count(*) OVER (PARTITION BY new_key, score) = 1
        AND row_number() OVER (PARTITION BY new_key ORDER BY score DESC, old_key) = 1
    """


def _apply(session: duckdb.DuckDBPyConnection) -> None:
    """Chains of new keys lead back to the first one."""
    while session.execute(
        "UPDATE rekeyed SET old_key = e.old_key FROM rekeyed AS e WHERE e.new_key = rekeyed.old_key RETURNING 1"
    ).fetchall():
        pass
    session.execute("UPDATE states SET key = r.old_key FROM rekeyed AS r WHERE r.new_key = states.key")
    for old, new, score in rows_of(
        session, f"SELECT old_name, new_name, score FROM rekeyed ORDER BY score, old_name LIMIT {NAMED_AT_MOST}"
    ):
        note = _("“%(old)s” comes back as “%(new)s” under another id; they are taken for one, %(score)d in 100 sure.")
        text = note % {"old": old, "new": new, "score": score}
        session.execute(f"INSERT INTO rekeyed_notes VALUES ({literal(text)})")
