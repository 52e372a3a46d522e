"""Processes and stages: which ones the exports speak of, what kind each is, and in which order they stand."""

from collections.abc import Sequence

import duckdb
from django.utils.translation import gettext as _

from trimtab.connectors.files.model import StageMapping
from trimtab.connectors.imports.sql import literal

STATE_TARGETS = ("opportunities", "opportunity_exports", "opportunity_history")
WON_WORDS = ("won", "closedwon", "win", "gewonnen", "gagne", "ganado")
LOST_WORDS = ("lost", "closedlost", "lose", "abandoned", "cancelled", "canceled", "verloren", "perdu", "perdido")


def default_process() -> str:
    """The process of opportunities whose export names none."""
    return _("Sales process")


def unknown_stage() -> str:
    """The stage of opportunities whose export states none: not knowing is an answer, and the row is kept."""
    return _("Not stated")


def make_meanings(session: duckdb.DuckDBPyConnection, stages: Sequence[StageMapping]) -> None:
    """`meanings`: process and stage as the exports write them → name, kind, place. `process_names`: text → name."""
    session.execute("CREATE OR REPLACE TABLE proposed (name VARCHAR, process VARCHAR, kind VARCHAR, place INTEGER)")
    for stage in stages:
        session.execute(
            "INSERT INTO proposed VALUES (?, ?, ?, ?)", [stage.name, stage.process or None, stage.kind, stage.order]
        )
    session.execute(
        f"""CREATE OR REPLACE MACRO process_name(text) AS coalesce(
            (SELECT any_value(name) FROM in_processes WHERE external_id = text OR norm(name) = norm(text)),
            text, {literal(default_process())});
        CREATE OR REPLACE TABLE declared AS
        SELECT external_id, coalesce(name, external_id) AS name, process, "order" AS place,
            CASE WHEN is_won THEN 'won' WHEN is_closed THEN 'lost'
                WHEN is_closed IS NOT NULL OR is_won IS NOT NULL THEN 'open' END AS kind
        FROM in_stages"""
    )


def make_stage_texts(session: duckdb.DuckDBPyConnection) -> None:
    """`stated`: what rows say of stages → the stage text that counts. `stage_texts`: the distinct ones."""
    won, lost = (", ".join(map(literal, words)) for words in (WON_WORDS, LOST_WORDS))
    session.execute(
        f"""CREATE OR REPLACE MACRO outcome(status, is_won, is_closed) AS
            CASE WHEN is_won OR norm(status) IN ({won}) THEN 'won'
                WHEN norm(status) IN ({lost}) OR (is_closed AND NOT is_won) THEN 'lost' END;
        CREATE OR REPLACE TABLE open_words AS SELECT DISTINCT norm(name) AS norm FROM proposed WHERE kind = 'open';"""
    )
    combinations = " UNION ".join(
        f"SELECT process, stage, status, is_won, is_closed FROM in_{target}" for target in STATE_TARGETS
    )
    session.execute(
        f"""CREATE OR REPLACE TABLE stated AS
        SELECT t.* EXCLUDE (result), {_stage_text("t")} AS stage_text, {_kind_of_row("t")} AS kind
        FROM (SELECT *, outcome(status, is_won, is_closed) AS result FROM ({combinations})) AS t;
        CREATE OR REPLACE TABLE stage_texts AS
        WITH texts AS (SELECT process, stage_text AS stage, kind FROM stated
            UNION SELECT process, from_stage, NULL FROM in_opportunity_history WHERE from_stage IS NOT NULL
            UNION SELECT NULL, unnest([old, new]), NULL FROM in_opportunity_changes WHERE field_of(field) = 'stage'
            UNION SELECT process, stage, NULL FROM stamped
            UNION SELECT process, coalesce(external_id, name), NULL FROM in_stages)
        SELECT process, stage, mode(kind) AS kind FROM texts WHERE stage IS NOT NULL GROUP BY ALL"""
    )


def stated_join(alias: str, row: str) -> str:
    """A LEFT JOIN that gives `<alias>.ref`, `.kind`, `.process` of the stage that a row states."""
    same = " AND ".join(
        f"{alias}_said.{name} IS NOT DISTINCT FROM {row}.{name}"
        for name in ("process", "stage", "status", "is_won", "is_closed")
    )
    return (
        f"LEFT JOIN stated AS {alias}_said ON {same} {stage_join(alias, f'{row}.process', f'{alias}_said.stage_text')}"
    )


def _stage_text(row: str) -> str:
    """SQL: the stage a row states. An outcome beside an open stage says that it was closed from there."""
    result = f"{row}.result"
    is_open = f"norm({row}.stage) IN (SELECT norm FROM open_words)"
    return (
        f"CASE WHEN {row}.stage IS NULL THEN coalesce({row}.status,"
        f" CASE {result} WHEN 'won' THEN 'Won' WHEN 'lost' THEN 'Lost' END, {literal(unknown_stage())})"
        f" WHEN {result} = 'won' AND {is_open} THEN 'Won' WHEN {result} = 'lost' AND {is_open} THEN 'Lost'"
        f" ELSE {row}.stage END"
    )


def _kind_of_row(row: str) -> str:
    return (
        f"CASE WHEN {row}.is_won THEN 'won' WHEN {row}.is_closed AND NOT {row}.is_won THEN 'lost'"
        f" WHEN NOT {row}.is_closed THEN 'open' END"
    )


def resolve_stages(session: duckdb.DuckDBPyConnection) -> None:
    """`process_refs` (name → ref), `stage_refs` (process text, stage text → ref, kind), and what is new of both."""
    _find_meant(session)
    session.execute(
        f"""
        CREATE OR REPLACE TABLE processes_meant AS
        SELECT norm(process) AS norm, min(process) AS name FROM meant GROUP BY 1;
        CREATE OR REPLACE TABLE process_refs AS
        SELECT p.norm, p.name, coalesce(x.id, -row_number() OVER (PARTITION BY x.id IS NULL ORDER BY p.name)) AS ref
        FROM processes_meant AS p LEFT JOIN existing_process AS x ON x.norm = p.norm;
        CREATE OR REPLACE TABLE stages_meant AS
        SELECT p.ref AS process, norm(m.name) AS norm, min(m.name) AS name, min(m.kind) AS kind, min(m.place) AS place
        FROM meant AS m JOIN process_refs AS p ON p.norm = norm(m.process) GROUP BY 1, 2;
        CREATE OR REPLACE TABLE stages_known AS
        SELECT s.*, x.id, x.kind AS known_kind
        FROM stages_meant AS s
        LEFT JOIN existing_stage AS x ON x.process_id = s.process AND x.norm = s.norm AND x.archived_at IS NULL;
        CREATE OR REPLACE TABLE stages_final AS
        SELECT * EXCLUDE (kind, known_kind, id), coalesce(known_kind, kind) AS kind,
            coalesce(id, -row_number() OVER (PARTITION BY id IS NULL ORDER BY process DESC, {ORDER})) AS ref,
            row_number() OVER (PARTITION BY process ORDER BY {ORDER}) AS position
        FROM stages_known;
        CREATE OR REPLACE TABLE stage_refs AS
        SELECT m.process_text, m.stage_text, f.ref, f.kind, f.process
        FROM meant AS m JOIN process_refs AS p ON p.norm = norm(m.process)
        JOIN stages_final AS f ON f.process = p.ref AND f.norm = norm(m.name);
        """
    )


def _find_meant(session: duckdb.DuckDBPyConnection) -> None:
    """`meant`: each text of a stage with the process, name, kind and place that it means."""
    won, lost = (", ".join(map(literal, words)) for words in (WON_WORDS, LOST_WORDS))
    session.execute(
        f"""
        CREATE OR REPLACE TABLE meant AS
        SELECT texts.process AS process_text, texts.stage AS stage_text,
            process_name(coalesce(texts.process, by_id.process, by_name.process)) AS process,
            coalesce(by_id.name, texts.stage) AS name,
            coalesce(by_id.kind, by_name.kind, proposed.kind, texts.kind,
                CASE WHEN norm(texts.stage) IN ({won}) THEN 'won' WHEN norm(texts.stage) IN ({lost}) THEN 'lost' END,
                'open') AS kind,
            coalesce(by_id.place, by_name.place, proposed.place) AS place
        FROM stage_texts AS texts
        LEFT JOIN (SELECT external_id, any_value(name) AS name, any_value(process) AS process, any_value(kind) AS kind,
            any_value(place) AS place FROM declared GROUP BY 1) AS by_id ON by_id.external_id = texts.stage
        LEFT JOIN (SELECT norm(name) AS norm, any_value(process) AS process, mode(kind) AS kind, min(place) AS place
            FROM declared GROUP BY 1) AS by_name ON by_name.norm = norm(texts.stage)
        LEFT JOIN (SELECT norm(name) AS norm, any_value(kind) AS kind, min(place) AS place
            FROM proposed GROUP BY 1) AS proposed ON proposed.norm = norm(texts.stage)
        """
    )


# Open stages first, then won, then lost; in the order that the source gives, else by name.
ORDER = "CASE stages_known.kind WHEN 'open' THEN 0 WHEN 'won' THEN 1 ELSE 2 END, place NULLS LAST, name"


def stage_join(alias: str, process: str, stage: str) -> str:
    """A LEFT JOIN that gives `<alias>.ref` and `<alias>.kind` of the stage that two texts name."""
    return (
        f"LEFT JOIN stage_refs AS {alias} ON {alias}.stage_text = {stage}"
        f" AND {alias}.process_text IS NOT DISTINCT FROM {process}"
    )
