"""What an undone import must leave: records that people changed since, or that something else refers to.

Kept records are marked with the run's number made negative, so that looking again, after a kill, finds them marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from trimtab.accounts.models import AccountMember
from trimtab.connectors.imports.database import columns_of, quoted
from trimtab.connectors.imports.records import RECORDS
from trimtab.core.models import Event
from trimtab.opportunities.models import Activity, ActivityParty
from trimtab.people.models import User

NAMED_AT_MOST = 200
# Parts of a record: they stay when it stays and go when it goes.
PARTS = {
    "change": ("opportunity", "opportunity_id"),
    "contact_role": ("opportunity", "opportunity_id"),
    "line_item": ("opportunity", "opportunity_id"),
    "activity": ("opportunity", "opportunity_id"),
}
EVENTS_OF = {"user": "person", "stage": "stage", "process": "process", "team": "team"}


@dataclass(frozen=True)
class Kept:
    """How many records of a kind stay, the first of them by name, and why."""

    record: str
    count: int
    names: tuple[str, ...]


def mark_kept(run_id: int, written_at: str) -> None:
    """Mark every record of the run that must stay, and what it needs.

    Args:
        written_at: the time that the run wrote into `changed_at`; a record with another one was changed since.
    """
    found = _mark(run_id, written_at)
    while found:
        found = _mark(run_id, written_at)


def kept_records(run_id: int) -> list[Kept]:
    """What is marked."""
    found = []
    for record, model in _imported():
        if record in PARTS:
            continue
        rows = model._default_manager.filter(imported_in=-run_id)
        if count := rows.count():
            found.append(Kept(record, count, tuple(str(row) for row in rows.order_by("pk")[:NAMED_AT_MOST])))
    return found


def release(run_id: int) -> None:
    """Kept records belong to people now, not to a run."""
    for _record, model in _imported():
        model._default_manager.filter(imported_in=-run_id).update(imported_in=None)


def _imported() -> Iterator[tuple[str, type[models.Model]]]:
    return ((record, model) for record, model in RECORDS.items() if "imported_in" in columns_of(model))


def _mark(run_id: int, written_at: str) -> int:
    marked = 0
    with connection.cursor() as cursor:
        for record, model in _imported():
            for condition in _reasons(record, model, run_id, written_at):
                table = quoted(model._meta.db_table)
                cursor.execute(
                    f"UPDATE {table} SET imported_in = {-run_id} WHERE imported_in = {run_id} AND {condition}"
                )
                marked += cursor.rowcount
    return marked


def _reasons(record: str, model: type[models.Model], run_id: int, written_at: str) -> Iterator[str]:
    table = quoted(model._meta.db_table)
    if "changed_at" in columns_of(model):
        yield f"changed_at <> '{written_at}'"
    if record in EVENTS_OF:
        events = quoted(Event._meta.db_table)
        yield f"EXISTS (SELECT 1 FROM {events} e WHERE e.record = '{EVENTS_OF[record]}' AND e.record_id = {table}.id)"
    if model is User:
        yield "last_login IS NOT NULL"
    if record in PARTS:
        whole, column = PARTS[record]
        owner = quoted(RECORDS[whole]._meta.db_table)
        yield f"EXISTS (SELECT 1 FROM {owner} o WHERE o.id = {table}.{column} AND o.imported_in = {-run_id})"
    yield from _references(model, run_id)


def _references(model: type[models.Model], run_id: int) -> Iterator[str]:
    """Somebody else's row refers to the record."""
    table = quoted(model._meta.db_table)
    for relation in model._meta.related_objects:
        other, column = _referring(relation)
        if other is AccountMember or column is None or isinstance(other, str):
            continue
        condition = f"r.{quoted(column)} = {table}.id"
        if other is ActivityParty:
            activities = quoted(Activity._meta.db_table)
            condition += (
                f" AND EXISTS (SELECT 1 FROM {activities} a WHERE a.id = r.activity_id AND {_others('a', run_id)})"
            )
        elif "imported_in" in columns_of(other):
            condition += f" AND {_others('r', run_id)}"
        yield f"EXISTS (SELECT 1 FROM {quoted(other._meta.db_table)} r WHERE {condition})"


def _referring(relation: Any) -> tuple[Any, str | None]:  # Any: a relation of one row or of many
    """The model whose rows refer, and by which column; of several rows at once it is the model between."""
    if relation.many_to_many:
        between = relation.through
        return between, str(between._meta.get_field(relation.field.m2m_reverse_field_name()).column)
    return relation.related_model, getattr(relation.field, "column", None)


def _others(alias: str, run_id: int) -> str:
    return f"({alias}.imported_in IS NULL OR {alias}.imported_in <> {run_id})"
