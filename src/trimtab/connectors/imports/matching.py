"""Which record does a row, or a name in another table, mean? One answer for each key, with how it was found.

A key is written i:<external id>, e:<e-mail or domain> or n:<normalised name>. For one kind of record, the table
`keys_<kind>` lists every key of this import and `refs_<kind>` says what it stands for:

    key, ref (> 0 an existing record, < 0 a new one), how (id, email, name, similar, new), score, matched_name.

Order of trust: external id of the same source → e-mail or domain → exact normalised name → similar name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from rapidfuzz import fuzz, process

SIMILAR = 92.0
# Comparing all names with all names takes about 1 s for 5 million pairs.
MOST_PAIRS = 40_000_000
MACROS = """
CREATE OR REPLACE MACRO norm(name) AS
    coalesce(nullif(regexp_replace(lower(strip_accents(name)), '[^\\p{L}\\p{N}]+', '', 'g'), ''), nullif(lower(name),
        ''));
CREATE OR REPLACE MACRO mail(text) AS
    CASE WHEN regexp_full_match(text, '[^@\\s]+@[^@\\s]+\\.[^@\\s]+') THEN lower(text) END;
CREATE OR REPLACE MACRO looks_like_id(text) AS
    regexp_full_match(text, '[0-9]+') OR (regexp_full_match(text, '[A-Za-z0-9_-]{8,}') AND regexp_matches(text,
        '[0-9]'));
CREATE OR REPLACE MACRO key_of(external_id, email, name) AS
    CASE WHEN external_id IS NOT NULL THEN 'i:' || external_id
         WHEN mail(email) IS NOT NULL THEN 'e:' || mail(email)
         WHEN norm(name) IS NOT NULL THEN 'n:' || norm(name) END;
"""


@dataclass(frozen=True)
class Match:
    """One key that was matched by something weaker than an id, to be shown."""

    kind: str
    name: str
    matched_name: str
    how: str
    score: float


def resolve(session: duckdb.DuckDBPyConnection, kind: str, *, source: str) -> None:
    """Fill `refs_<kind>` from `mentions_<kind>` and `existing_<kind>`.

    mentions_<kind>(external_id, email, name, is_row BOOLEAN, position BIGINT): rows of the kind's own table, and every
    mention of one elsewhere. existing_<kind>(id, source, external_id, email, name).
    """
    session.execute(_keys(kind))
    session.execute(_merged_keys(kind), [source])
    session.execute(_aliases(kind))
    session.execute(_known(kind), [source])
    _match_similar(session, kind)
    session.execute(_refs(kind))


def _keys(kind: str) -> str:
    return f"""
    CREATE OR REPLACE TABLE keys_{kind} AS
    SELECT key_of(external_id, email, name) AS key,
        any_value(external_id) AS external_id,
        -- The last row of the kind's own table speaks, then mentions.
        arg_max(mail(email), (is_row, mail(email) IS NOT NULL, position)) AS email,
        arg_max(name, (is_row, name IS NOT NULL, position)) AS name,
        norm(arg_max(name, (is_row, name IS NOT NULL, position))) AS norm,
        bool_or(is_row) AS is_row,
        min(position) FILTER (WHERE is_row) AS first_row,
        min(position) AS first_position
    FROM mentions_{kind}
    WHERE key_of(external_id, email, name) IS NOT NULL
    GROUP BY 1
    """


def _merged_keys(kind: str) -> str:
    """Keys of records that were merged here, where one row speaks for the survivor: its own, else the first."""
    return f"""
    CREATE OR REPLACE TABLE merged_keys_{kind} AS
    SELECT key, canon FROM (
        SELECT keys.key, first_value(keys.key) OVER (
            PARTITION BY coalesce(s.into_id, x.id) ORDER BY s.into_id IS NOT NULL, keys.key
        ) AS canon
        FROM keys_{kind} AS keys JOIN existing_{kind} AS x ON x.source = $1 AND x.external_id = keys.external_id
        LEFT JOIN survivors_{kind} AS s ON s.id = x.id
    ) WHERE key <> canon
    """


def _aliases(kind: str) -> str:
    """A key by e-mail or name stands for the one record with an id (or e-mail) that carries it."""
    return f"""
    CREATE OR REPLACE TABLE aliases_{kind} AS
    WITH stronger AS (SELECT * FROM keys_{kind} WHERE key NOT LIKE 'n:%'),
    by_mail AS (
        SELECT email, min(key) AS canon FROM keys_{kind}
        WHERE key LIKE 'i:%' AND email IS NOT NULL GROUP BY email
    ),
    by_name AS (SELECT norm, min(key) AS canon, count(*) AS many FROM stronger WHERE norm IS NOT NULL GROUP BY norm)
, meant AS (
        SELECT keys.key, coalesce(by_mail.canon, CASE WHEN keys.key LIKE 'n:%' AND by_name.many = 1 THEN by_name.canon
            END, keys.key) AS canon
        FROM keys_{kind} AS keys
        LEFT JOIN by_mail ON keys.key LIKE 'e:%' AND by_mail.email = keys.email
        LEFT JOIN by_name ON keys.key LIKE 'n:%' AND by_name.norm = keys.norm
    )
    SELECT meant.key, coalesce(merged.canon, meant.canon) AS canon
    FROM meant LEFT JOIN merged_keys_{kind} AS merged ON merged.key = meant.canon
    """


def _known(kind: str) -> str:
    """Keys that name an existing record, or the one it was merged into; two keys never get the same one."""
    return f"""
    CREATE OR REPLACE TABLE known_{kind} AS
    WITH standing AS (
        SELECT coalesce(s.into_id, x.id) AS id, x.* EXCLUDE (id) FROM existing_{kind} AS x
        LEFT JOIN survivors_{kind} AS s ON s.id = x.id
    ),
    own AS (SELECT DISTINCT keys.* FROM keys_{kind} AS keys JOIN aliases_{kind} AS a ON a.canon = keys.key),
    candidates AS (
        SELECT own.key, x.id, 'id' AS how, 1 AS trust, x.name AS matched_name
        FROM own JOIN standing AS x ON x.source = $1 AND x.external_id = own.external_id
        UNION ALL
        SELECT own.key, x.id, 'email', 2, x.name
        FROM own JOIN standing AS x ON x.email = own.email
        WHERE x.external_id IS NULL OR x.source <> $1 OR own.external_id IS NULL
        UNION ALL
        SELECT own.key, any_value(x.id), 'name', 3, any_value(x.name)
        FROM own JOIN standing AS x ON x.norm = own.norm
        WHERE (x.external_id IS NULL OR x.source <> $1 OR own.external_id IS NULL)
            AND (x.email IS NULL OR own.email IS NULL OR x.email = own.email)
        GROUP BY own.key HAVING count(DISTINCT x.id) = 1
    ),
    best AS (SELECT * FROM candidates QUALIFY row_number() OVER (PARTITION BY key ORDER BY trust, id) = 1)
    SELECT key, id, how, 100.0::DOUBLE AS score, matched_name FROM best
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY trust, key) = 1
    """


def _match_similar(session: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Names that nothing matched exactly, against existing names and against rows of the kind's own table."""
    left = session.execute(
        f"""SELECT keys.key, keys.norm, keys.name FROM keys_{kind} AS keys JOIN aliases_{kind} AS a USING (key)
        LEFT JOIN known_{kind} AS k ON k.key = a.canon
        WHERE k.key IS NULL AND a.canon = keys.key AND keys.key LIKE 'n:%' AND NOT keys.is_row
            AND length(keys.norm) >= 5"""
    ).fetchall()
    right = session.execute(
        f"""SELECT norm, name, 'x' || id FROM existing_{kind} WHERE length(norm) >= 5
        UNION ALL
        SELECT norm, name, key FROM keys_{kind} WHERE is_row AND length(norm) >= 5"""
    ).fetchall()
    found = list(_similar(left, right))
    for key, target, score, name in found:
        if target.startswith("x"):
            session.execute(
                f"INSERT INTO known_{kind} VALUES (?, ?, 'similar', ?, ?)", [key, int(target[1:]), score, name]
            )
        else:
            session.execute(f"UPDATE aliases_{kind} SET canon = ? WHERE key = ?", [target, key])
    session.execute(f"CREATE OR REPLACE TABLE similar_{kind} (name VARCHAR, matched_name VARCHAR, score DOUBLE)")
    names = {key: name for key, _norm, name in left}
    for key, _target, score, name in found:
        session.execute(f"INSERT INTO similar_{kind} VALUES (?, ?, ?)", [names[key], name, score])


def _similar(
    left: list[tuple[str, str, str]], right: list[tuple[str, str, str]]
) -> Iterable[tuple[str, str, float, str]]:
    """(key, target, score, its name) where exactly one name is similar enough and has the same digits."""
    if not left or not right or len(left) * len(right) > MOST_PAIRS:
        return
    names = [norm for norm, _name, _target in right]
    for key, norm, _name in left:
        close = process.extract(norm, names, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=5)
        targets = {right[index][2]: (score, index) for _text, score, index in close if _digits(_text) == _digits(norm)}
        if len({right[index][0] for _score, index in targets.values()}) == 1:
            target, (score, index) = next(iter(targets.items()))
            yield key, target, round(score, 1), right[index][1]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _refs(kind: str) -> str:
    return f"""
    CREATE OR REPLACE TABLE fresh_{kind} AS
    SELECT keys.*, row_number() OVER (ORDER BY NOT keys.is_row, keys.first_position, keys.key) AS ordinal
    FROM keys_{kind} AS keys
    JOIN aliases_{kind} AS a ON a.key = keys.key AND a.canon = keys.key
    ANTI JOIN known_{kind} AS k ON k.key = keys.key;
    CREATE OR REPLACE TABLE refs_{kind} AS
    SELECT a.key, a.canon, coalesce(k.id, -f.ordinal) AS ref,
        CASE WHEN k.id IS NULL THEN 'new' ELSE k.how END AS how, coalesce(k.score, 100.0) AS score,
        coalesce(k.matched_name, f.name) AS matched_name
    FROM aliases_{kind} AS a
    LEFT JOIN known_{kind} AS k ON k.key = a.canon
    LEFT JOIN fresh_{kind} AS f ON f.key = a.canon
    """


def similar_matches(session: duckdb.DuckDBPyConnection, kind: str) -> list[Match]:
    """What was matched by a similar name, to be shown."""
    rows = session.execute(f"SELECT name, matched_name, score FROM similar_{kind} ORDER BY score LIMIT 100").fetchall()
    return [Match(kind, str(name), str(matched), "similar", float(score)) for name, matched, score in rows]
