"""Where people, customers, products and teams are named: in tables of their own, and in every other table."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from trimtab.connectors.imports.database import columns_of, dump
from trimtab.connectors.imports.fields import column_of
from trimtab.connectors.imports.matching import MACROS, resolve
from trimtab.connectors.imports.records import RECORDS
from trimtab.connectors.imports.sql import literal, quoted

FULL_NAME = "coalesce(name, nullif(concat_ws(' ', first_name, last_name), ''))"
DOMAIN = (
    r"""'domain@' || nullif(regexp_extract(lower({0}), '^(?:https?://)?(?:www\.)?([^/?#:\s]+\.[a-z]{{2,}})', 1), '')"""
)


@dataclass(frozen=True)
class Named:
    """A kind of record that other tables name by id, e-mail or name.

    target: its own table. email, name, code: SQL over it of what identifies a record beside its id.
    known_email: SQL of the same over the database's columns. mentions: (target, field) everywhere else.
    """

    record: str
    target: str
    mentions: tuple[tuple[str, str], ...]
    email: str = "CAST(NULL AS VARCHAR)"
    known_email: str = "CAST(NULL AS VARCHAR)"
    name: str = "name"
    code: str = "CAST(NULL AS VARCHAR)"


NAMED: tuple[Named, ...] = (
    Named("team", "teams", (("teams", "parent"), ("users", "team"), ("quotas", "team"))),
    Named(
        "user",
        "users",
        (
            ("users", "manager"),
            ("accounts", "owner"),
            ("opportunities", "owner"),
            ("opportunity_exports", "owner"),
            ("opportunity_history", "owner"),
            ("opportunity_history", "by"),
            ("opportunity_changes", "by"),
            ("activities", "owner"),
            ("activity_parties", "user"),
            ("leads", "owner"),
            ("quotas", "owner"),
        ),
        email="email",
        known_email="email",
        name=FULL_NAME,
    ),
    Named(
        "account",
        "accounts",
        (
            ("accounts", "parent"),
            ("contacts", "account"),
            ("opportunities", "account"),
            ("opportunity_exports", "account"),
            ("opportunity_history", "account"),
            ("activities", "account"),
        ),
        email=DOMAIN.format("website"),
        known_email=DOMAIN.format("domain"),
    ),
    Named(
        "contact",
        "contacts",
        (
            ("contacts", "reports_to"),
            ("contact_roles", "contact"),
            ("activities", "contact"),
            ("activity_parties", "contact"),
        ),
        email="email",
        known_email="email",
        name=FULL_NAME,
    ),
    Named(
        "product",
        "products",
        (
            ("line_items", "product"),
            ("opportunities", "product"),
            ("opportunity_exports", "product"),
            ("opportunity_history", "product"),
        ),
        code="code",
    ),
)
# Field changes name people and customers in their values.
VALUES_THAT_NAME = {"user": "owner", "account": "account"}


def resolve_all(session: duckdb.DuckDBPyConnection, *, source: str, folder: Path) -> None:
    """Make `existing_<record>`, `said_<record>` (text → key) and `refs_<record>` (key → record) of every named kind."""
    session.execute(MACROS)
    for named in NAMED:
        load_existing(session, named.record, folder=folder, email=named.known_email)
        session.execute(_own(named))
        session.execute(_said(named, source=source))
        session.execute(_mentions(named))
        resolve(session, named.record, source=source)


def load_existing(
    session: duckdb.DuckDBPyConnection, record: str, *, folder: Path, email: str = "CAST(NULL AS VARCHAR)"
) -> None:
    """Bring a table of the database in, as `existing_<record>`: its columns as text, ids as numbers, and `norm`."""
    model = RECORDS[record]
    columns = [column for column in columns_of(model) if column != "password"]
    path = folder / f"{record}.csv"
    dump(model, columns, path)
    typed = ", ".join(f"{literal(column)}: '{'BIGINT' if is_id(column) else 'VARCHAR'}'" for column in columns)
    others = ", ".join(quoted(column) for column in columns if column != "email")
    name = "name" if "name" in columns else "CAST(NULL AS VARCHAR)"
    session.execute(
        f"CREATE OR REPLACE TABLE existing_{record} AS SELECT {others}, {email} AS email, norm({name}) AS norm"
        f" FROM read_csv({literal(str(path))}, header = false, auto_detect = false, delim = ',', quote = '\"',"
        f" escape = '\"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, columns = {{{typed}}})"
    )
    path.unlink()
    session.execute(_survivors(record, is_merged="merged_into_id" in columns))


def _survivors(record: str, *, is_merged: bool) -> str:
    """`survivors_<record>`: a record that was merged away (id) and the one that it leads to in the end (into_id)."""
    if not is_merged:
        return f"CREATE OR REPLACE TABLE survivors_{record} (id BIGINT, into_id BIGINT)"
    merged = f"existing_{record} WHERE merged_into_id IS NOT NULL"
    return f"""
    CREATE OR REPLACE TABLE survivors_{record} AS
    WITH RECURSIVE chain(id, into_id) AS (
        SELECT id, merged_into_id FROM {merged}
        UNION
        SELECT chain.id, x.merged_into_id FROM chain JOIN existing_{record} AS x ON x.id = chain.into_id
        WHERE x.merged_into_id IS NOT NULL
    )
    SELECT id, into_id FROM chain WHERE into_id NOT IN (SELECT id FROM {merged})
    """


def is_id(column: str) -> bool:
    """Whether a column holds ids of our own database."""
    return column == "id" or (column.endswith("_id") and column != "external_id") or column == "imported_in"


def _own(named: Named) -> str:
    """The rows of the kind's own table, and how each names itself."""
    return f"""
    CREATE OR REPLACE VIEW own_{named.record} AS
    SELECT external_id, {named.email} AS email, {named.name} AS name,
        {named.code} AS code, src::BIGINT * 1000000000000 + line AS position, src, line
    FROM in_{named.target}
    """


def _said(named: Named, *, source: str) -> str:
    """Each text that names a record, with the key it means: a known id, an e-mail, what looks like an id, a name."""
    texts = [
        f'SELECT "{column_of(field)}" AS text, min(src::BIGINT * 1000000000000 + line) AS position FROM'
        f" in_{target} GROUP BY 1"
        for target, field in named.mentions
    ]
    if named.record in VALUES_THAT_NAME:
        field = VALUES_THAT_NAME[named.record]
        texts.append(
            f"SELECT text, min(line) FROM (SELECT unnest([old, new]) AS text, line FROM in_opportunity_changes"
            f" WHERE field_of(field) = '{field}') GROUP BY 1"
        )
    return f"""
    CREATE OR REPLACE TABLE said_{named.record} AS
    WITH texts AS (SELECT text, min(position) AS position FROM ({" UNION ALL ".join(texts)})
        WHERE text IS NOT NULL GROUP BY 1),
    ids AS (
        SELECT external_id AS text FROM own_{named.record} WHERE external_id IS NOT NULL
        UNION
        SELECT external_id FROM existing_{named.record} WHERE source = {literal(source)} AND external_id IS NOT NULL
    ),
    codes AS (
        SELECT code, min(key_of(external_id, email, name)) AS key FROM own_{named.record}
        WHERE code IS NOT NULL GROUP BY code HAVING count(*) = 1
    )
    SELECT texts.text, position,
        CASE WHEN ids.text IS NOT NULL THEN 'i:' || texts.text
            WHEN codes.key IS NOT NULL THEN codes.key
            WHEN looks_like_id(texts.text) THEN 'i:' || texts.text
            ELSE key_of(NULL, texts.text, texts.text) END AS key
    FROM texts LEFT JOIN ids USING (text) LEFT JOIN codes ON codes.code = texts.text
    """


def _mentions(named: Named) -> str:
    return f"""
    CREATE OR REPLACE VIEW mentions_{named.record} AS
    SELECT external_id, email, name, true AS is_row, position FROM own_{named.record}
    UNION ALL
    SELECT CASE WHEN key LIKE 'i:%' THEN text END, CASE WHEN key LIKE 'e:%' THEN text END,
        CASE WHEN key LIKE 'n:%' THEN text END, false, position
    FROM said_{named.record}
    """


def ref_join(record: str, alias: str, text: str) -> str:
    """A LEFT JOIN that gives `<alias>.ref` for the record that the SQL `text` names."""
    return (
        f"LEFT JOIN said_{record} AS {alias}_said ON {alias}_said.text = {text}"
        f" LEFT JOIN refs_{record} AS {alias} ON {alias}.key = {alias}_said.key"
    )
