"""Proposals as JSON, partial mappings merged over them, and answers to questions."""

import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .model import ColumnKind, ColumnMapping, Proposal, Question, Refusal, StageKind, StageMapping, TableMapping
from .targets import TARGETS

MAPPING_FILE = "mapping.json"


def to_json(proposal: Proposal) -> str:
    """The proposal as indented JSON with stable order."""
    return json.dumps(asdict(proposal), ensure_ascii=False, indent=1)


def from_json(text: str) -> Proposal:
    """The proposal that `to_json` wrote. Raises Refusal when the text is no proposal."""
    return typing.cast(Proposal, _built(Proposal, _parsed(text), where="mapping"))


def mapping_beside(path: Path) -> str:
    """The text of `mapping.json` in a folder of exports; "" when there is none."""
    file = path / MAPPING_FILE if path.is_dir() else path.with_name(MAPPING_FILE)
    return file.read_text(encoding="utf-8-sig") if file.is_file() else ""


def merged(proposal: Proposal, partial: str) -> Proposal:
    """The proposal with a person's mapping over it: the same JSON, any part of it left out.

    Tables are matched by `source`, columns by `source`, stages by `name`. A column or stage that is not in the
    proposal is added. Questions that the mapping settles are gone. Raises Refusal for what is no mapping.
    """
    given = _parsed(partial)
    tables = _merged_tables(proposal.tables, given.get("tables", []))
    stages = _merged_stages(proposal.stages, given.get("stages", []))
    simple = {key: given[key] for key in ("system", "default_currency", "zone") if key in given}
    settled = _settled(given)
    questions = tuple(question for question in proposal.questions if question.id not in settled)
    return replace(proposal, tables=tables, stages=stages, questions=questions, **simple)


def answered(proposal: Proposal, answers: Mapping[str, str]) -> Proposal:
    """The proposal after some questions were answered; answers to unknown questions are refused."""
    known = {question.id: question for question in proposal.questions}
    for identifier, answer in answers.items():
        if identifier not in known:
            raise Refusal(_("There is no question {id}.").format(id=identifier), name=identifier)
        proposal = _with_answer(proposal, known[identifier], answer)
    open_questions = tuple(question for question in proposal.questions if question.id not in answers)
    return replace(proposal, questions=open_questions)


def answered_by_proposals(proposal: Proposal) -> Proposal:
    """All questions answered with what they propose, as `--yes` does."""
    return answered(proposal, {question.id: question.proposal for question in proposal.questions})


def _with_answer(proposal: Proposal, question: Question, answer: str) -> Proposal:
    allowed = {choice.value for choice in question.choices}
    if allowed and answer and answer not in allowed:
        text = _("The answer must be one of {allowed}. Got “{given}”.")
        raise Refusal(text.format(allowed=", ".join(sorted(allowed)), given=answer), name=question.id)
    if question.about == "stage_order":
        return replace(proposal, stages=_reordered(proposal.stages, answer.split("\n")))
    if question.about == "stage_kind":
        name = question.samples[0]
        changed = [
            replace(s, kind=typing.cast(StageKind, answer), confidence=1.0) if s.name == name else s
            for s in proposal.stages
        ]
        return replace(proposal, stages=tuple(changed))
    tables = tuple(
        _table_answered(table, question, answer) if table.source == question.table else table
        for table in proposal.tables
    )
    return replace(proposal, tables=tables)


def _reordered(stages: Sequence[StageMapping], names: Sequence[str]) -> tuple[StageMapping, ...]:
    places = {name.strip(): place for place, name in enumerate(names, start=1)}
    changed = [replace(s, order=places.get(s.name, s.order)) for s in stages]
    return tuple(sorted(changed, key=lambda s: ({"open": 0, "won": 1, "lost": 2}[s.kind], s.order or 0)))


def _table_answered(table: TableMapping, question: Question, answer: str) -> TableMapping:
    if question.about == "required_field":
        field = question.id.rpartition(":")[2].split("/")[0]
        columns = tuple(replace(c, field=field) if answer and c.source == answer else c for c in table.columns)
        left = tuple(group for group in table.missing if not answer or not question.id.endswith(f":{group}"))
        return replace(table, columns=columns, missing=left)
    return replace(table, columns=tuple(_column_answered(c, question, answer) for c in table.columns))


def _column_answered(column: ColumnMapping, question: Question, answer: str) -> ColumnMapping:
    if column.source != question.column:
        return column
    kind = column.kind
    if question.about == "date_format":
        return replace(column, kind=_kind_with(kind, {"format": answer, "ambiguous": ()}))
    return replace(column, kind=_kind_with(kind, {"decimal_mark": answer, "ambiguous": ()}))


def _kind_with(kind: ColumnKind, changes: Mapping[str, object]) -> ColumnKind:
    merged_kind = {**asdict(kind), **changes}
    return typing.cast(ColumnKind, _built(ColumnKind, merged_kind, where="kind"))


def _merged_tables(tables: Sequence[TableMapping], given: object) -> tuple[TableMapping, ...]:
    changes = {entry.get("source", ""): entry for entry in _list(given, "tables")}
    unknown = set(changes) - {table.source for table in tables}
    if unknown:
        text = _("The mapping names tables that are not in the source: {names}.")
        raise Refusal(text.format(names=", ".join(sorted(unknown))), name=MAPPING_FILE)
    return tuple(_merged_table(table, changes.get(table.source, {})) for table in tables)


def _merged_table(table: TableMapping, change: Mapping[str, Any]) -> TableMapping:
    # Any: JSON that a person wrote; _built checks every value.
    columns = {column.source: asdict(column) for column in table.columns}
    for entry in _list(change.get("columns", []), "columns"):
        before = columns.get(entry.get("source", ""), {"kind": {"kind": "text"}, "confidence": 1.0})
        kind = {**before["kind"], **entry.get("kind", {})}
        columns[entry.get("source", "")] = {**before, **entry, "kind": kind}
    whole = {**asdict(table), **change, "columns": list(columns.values())}
    built = typing.cast(TableMapping, _built(TableMapping, whole, where=table.source))
    if built.target not in TARGETS:
        return built
    given = {column.field for column in built.columns} | set(built.constants)
    requires = TARGETS[built.target].requires
    missing = tuple("/".join(group) for group in requires if not given & set(group))
    key = built.key if change.get("key") else tuple(f for f in TARGETS[built.target].key if f in given)
    return replace(built, missing=missing, key=key)


def _merged_stages(stages: Sequence[StageMapping], given: object) -> tuple[StageMapping, ...]:
    found = {stage.name: asdict(stage) for stage in stages}
    for entry in _list(given, "stages"):
        before = found.get(entry.get("name", ""), {"kind": "open"})
        found[entry.get("name", "")] = {**before, "confidence": 1.0, "reason": _("By the given mapping."), **entry}
    return tuple(typing.cast(StageMapping, _built(StageMapping, stage, where="stages")) for stage in found.values())


def _settled(given: Mapping[str, Any]) -> set[str]:
    """The ids of questions that a mapping answers."""
    settled = set()
    for stage in _list(given.get("stages", []), "stages"):
        if "kind" in stage:
            settled.add(f"stage_kind:{stage.get('name')}")
        if "order" in stage:
            settled.add("stage_order")
    for table in _list(given.get("tables", []), "tables"):
        for column in _list(table.get("columns", []), "columns"):
            name = f"{table.get('source')}:{column.get('source')}"
            settled |= {f"date_format:{name}"} if "format" in column.get("kind", {}) else set()
            settled |= {f"decimal_mark:{name}"} if "decimal_mark" in column.get("kind", {}) else set()
    return settled


def _list(value: object, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Refusal(_("“{name}” of the mapping must be a list of objects.").format(name=name), name=MAPPING_FILE)
    return value


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Refusal(_("The mapping is no JSON: {error}.").format(error=error), name=MAPPING_FILE) from error
    if not isinstance(found, dict):
        raise Refusal(_("The mapping must be one JSON object."), name=MAPPING_FILE)
    return found


def _built(kind: Any, value: Any, *, where: str) -> Any:
    """A value of an annotated type from plain JSON; raises Refusal where they do not fit."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if is_dataclass(kind):
        return _built_dataclass(kind, value, where=where)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_built(inner[0], entry, where=where) for entry in value)
    if origin is Mapping and isinstance(value, dict):
        return {str(key): str(entry) for key, entry in value.items()}
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _built(inner[0], value, where=where)
    if origin is typing.Literal and value in inner:
        return value
    if kind is float and isinstance(value, int | float):
        return float(value)
    if isinstance(kind, type) and isinstance(value, kind) and origin is None:
        return value
    allowed = ", ".join(map(str, inner)) if origin is typing.Literal else getattr(kind, "__name__", str(kind))
    text = _("In the mapping, {where} must be {allowed}. Got {given}.")
    raise Refusal(text.format(where=where, allowed=allowed, given=repr(value)[:100]), name=MAPPING_FILE)


def _built_dataclass(kind: Any, value: Any, *, where: str) -> Any:
    if not isinstance(value, dict):
        raise Refusal(_("In the mapping, {where} must be an object.").format(where=where), name=MAPPING_FILE)
    hints = typing.get_type_hints(kind)
    names = {entry.name for entry in fields(kind)}
    unknown = set(value) - names
    if unknown:
        text = _("In the mapping, {where} has unknown parts: {names}.")
        raise Refusal(text.format(where=where, names=", ".join(sorted(unknown))), name=MAPPING_FILE)
    try:
        return kind(**{key: _built(hints[key], entry, where=f"{where}.{key}") for key, entry in value.items()})
    except TypeError as error:
        raise Refusal(_("In the mapping, {where} is not complete.").format(where=where), name=MAPPING_FILE) from error
