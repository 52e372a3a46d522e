"""A whole plan as JSON: what it consists of, row by row, references by the ids of this installation."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model, Q, QuerySet

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.evidence.models import Evidence
from trimtab.objectives.models import Action
from trimtab.objectives.queries import visible_actions
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.planning.exports.parts import EVIDENCE_OF, MODELS, PARTS, SHARED, Part, fields_of, links_of
from trimtab.planning.figures import deals_of
from trimtab.planning.models import Plan
from trimtab.planning.reach import Reach

FORMAT, VERSION = "trimtab-plan", 1
Row = dict[str, Any]  # values of any fields
Rows = dict[type[Model], dict[int, Row]]
NEXT = '}, {"id": '  # from one row to the next


def whole_plan(reach: Reach, *, user: User, now: datetime) -> str:
    """The plan as a file for another installation, never more than the user sees of it."""
    rows = _rows_of(reach, user)
    _add_shared(rows)
    found = {model._meta.label: _as_json(model, rows) for model in MODELS.values() if rows.get(model)}
    return _text({"format": FORMAT, "version": VERSION, "made_at": now, "plan": reach.plan.pk}, found)


def _text(head: Mapping[str, object], rows: Mapping[str, Sequence[object]]) -> str:
    """The file, a row on a line: indented, Python would write it, ten times as slow as C does.

    A table is written by one call. Inside a text the quotation marks of `NEXT` are escaped, so that it stands between
    rows only, or between parts of a value, where a line may end as well.
    """
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    tables = (
        f"{encode(label)}: " + encode(there).replace(NEXT, NEXT.replace(" ", "\n", 1)) for label, there in rows.items()
    )
    return f'{encode(head)[:-1]}, "rows": {{\n' + ",\n".join(tables) + "\n}}\n"


def _rows_of(reach: Reach, user: User) -> Rows:
    """The rows of each part; one that needs a row which is not in the file is left out too."""
    rows: Rows = {}
    for part in PARTS:
        found, needed = _asked(part, reach, user, rows), _needed(part.model, rows)
        rows[part.model] = {
            row["pk"]: row for row in _values(found) if all(row[name] in there for name, there in needed)
        }
    return rows


def _values(found: QuerySet[Any]) -> Iterable[Row]:
    """The rows with what a file holds of them. Not as objects, which took twice as long for thousands of rows."""
    return found.values("pk", *(field.attname for field in fields_of(found.model)))


def _asked(part: Part, reach: Reach, user: User, rows: Rows) -> QuerySet[Any]:
    everything: QuerySet[Any] = part.model._default_manager.order_by("pk")
    if part.model is Plan:
        return everything.filter(pk=reach.plan.pk)
    if part.model is Account:
        return everything.filter(pk__in=visible_accounts(user).filter(pk__in=list(reach.covered)).values("pk"))
    if part.model is Opportunity:
        return everything.filter(pk__in=deals_of(reach.plan, reach.covered) & visible_opportunities(user).current())
    if part.model is Evidence:
        of = [Q(record=name, record_id__in=list(rows[model])) for name, model in EVIDENCE_OF.items()]
        return everything.filter(of[0] | of[1])
    condition = Q(pk__in=[])
    for name in part.through:
        target = part.model._meta.get_field(name).related_model
        condition |= Q(**{f"{name}__in": list(rows[target])})  # type: ignore[index]  # a model of a part
    found = everything.filter(condition)
    return found.filter(pk__in=visible_actions(user).values("pk")) if part.model is Action else found


def _needed(model: type[Model], rows: Rows) -> list[tuple[str, Container[int]]]:
    """The references that a row cannot be without, each with the rows of the file that it may refer to."""
    return [
        (field.attname, rows[field.related_model])
        for field in fields_of(model)
        if isinstance(field, ForeignKey) and not field.null and field.related_model in rows
        if field.related_model is not model
    ]


def _add_shared(rows: Rows) -> None:
    """People, processes, stages, products and questions that the rows refer to."""
    shared: tuple[type[Model], ...] = (User, *SHARED)
    for model in reversed(shared):
        wanted: set[int] = set()
        for other, there in list(rows.items()):
            for field in fields_of(other):
                if isinstance(field, ForeignKey) and field.related_model is model:
                    wanted |= {pk for row in there.values() if (pk := row[field.attname]) is not None}
        found = model._default_manager.filter(pk__in=wanted).order_by("pk")
        rows[model] = {row["pk"]: row for row in _values(found)}


def _as_json(model: type[Model], rows: Rows) -> list[dict[str, Any]]:
    """All rows of a model; what they refer to several of takes one query a field."""
    linked = {field.name: _linked(field, rows) for field in links_of(model)}
    fields = [(field.name, field.attname, _known(field, rows)) for field in fields_of(model)]
    found = []
    for pk, row in rows[model].items():
        values: dict[str, Any] = {}
        for name, attname, known in fields:
            value = row[attname]
            values[name] = value if known is None or value in known else None
        found.append({"id": pk, "fields": values | {name: there.get(pk, []) for name, there in linked.items()}})
    return found


def _known(field: Any, rows: Rows) -> Container[int] | None:
    """Of a reference the rows of the file that it may refer to; None of any other field."""
    return rows.get(field.related_model, {}) if isinstance(field, ForeignKey) else None


def _linked(field: Any, rows: Rows) -> dict[int, list[int]]:  # a field of any model
    """Row → the rows of the file that it refers to by a field of several."""
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    known, found = rows.get(field.related_model, {}), dict[int, list[int]]()
    pairs = field.remote_field.through._default_manager.filter(**{f"{here}__in": list(rows[field.model])})
    for one, other in pairs.order_by(there).values_list(here, there):
        if other in known:
            found.setdefault(one, []).append(other)
    return found
