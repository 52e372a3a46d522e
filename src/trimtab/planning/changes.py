"""What changed since a point in the life of a plan: scores, amounts, dates, words, people, answers.

The figures are compared with those that were kept at that point; what people changed is read from the audit, what
happened to opportunities from their history. Opportunities are named to those who see them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Field
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from trimtab.core.models import Event
from trimtab.opportunities.models import FieldChange, Opportunity, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.planning.completeness import AREAS
from trimtab.planning.figures import deals_of
from trimtab.planning.models import Plan, PlanSnapshot
from trimtab.planning.shipped import words_of
from trimtab.web import formats

MOST = 100
DEAL_FIELDS = ("amount", "close_on", "stage")


@dataclass(frozen=True)
class Delta:
    """A figure then and now. `better`: whether more of it is good."""

    label: str
    before: str
    after: str
    change: float | None


@dataclass(frozen=True)
class DealChange:
    """One field of an opportunity, from what it was at that point to what it is now."""

    opportunity: Opportunity
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Deed:
    """What a person did to the plan."""

    at: datetime
    who: str
    text: str
    before: str = ""
    after: str = ""


def deltas(before: Mapping[str, object], after: Mapping[str, object]) -> list[Delta]:
    """The figures that differ, scores by area included; money in the plan's currency."""
    currency = str(after["currency"])
    rows: list[tuple[str, object, object, bool]] = [
        (_("Won within the plan's dates"), before.get("won"), after.get("won"), True),
        (_("Open"), before.get("open"), after.get("open"), True),
        (_("Target"), before.get("target"), after.get("target"), True),
        (_("Completeness"), before.get("completeness"), after.get("completeness"), False),
        *_score_rows(_mapping(before.get("scores")), _mapping(after.get("scores"))),
    ]
    if before.get("currency") != currency:  # amounts of two currencies are not compared
        rows = [row for row in rows if not row[3]]
    return [_delta(label, old, new, currency if is_money else "") for label, old, new, is_money in rows if old != new]


def deal_changes(plan: Plan, covered: Iterable[int], *, since: datetime, user: User) -> list[DealChange]:
    """Amounts, close dates and stages that are not what they were, of opportunities that the user sees too."""
    seen = deals_of(plan, covered).filter(pk__in=visible_opportunities(user).values("pk"))
    rows = FieldChange.objects.filter(opportunity__in=seen, field__in=DEAL_FIELDS, recorded_at__gt=since)
    first: dict[tuple[int, str], FieldChange] = {}
    last: dict[tuple[int, str], FieldChange] = {}
    for row in rows.select_related("opportunity").order_by("recorded_at", "pk")[: 20 * MOST]:
        key = (row.opportunity_id, row.field)
        first.setdefault(key, row)
        last[key] = row
    stages = dict(Stage.objects.values_list("pk", "name"))
    found = [
        DealChange(
            first[key].opportunity,
            _deal_label(key[1]),
            _deal_value(key[1], first[key].old, first[key].opportunity, stages),
            _deal_value(key[1], last[key].new, first[key].opportunity, stages),
        )
        for key in first
        if first[key].old != last[key].new
    ]
    return found[:MOST]


def deeds(plan: Plan, *, since: datetime) -> list[Deed]:
    """What people did to the plan since then, newest first."""
    events = Event.objects.filter(record="plan", record_id=plan.pk, at__gt=since).exclude(verb="plan.reviewed")
    questions = {one["key"]: words_of(one) for one in plan.template.questions}
    found = [deed for event in events.order_by("-at", "-pk")[:MOST] for deed in _deeds_in(event, questions)]
    return found[:MOST]


def series(plan: Plan, *, most: int = 200) -> list[tuple[datetime, Mapping[str, object]]]:
    """The kept figures in the order of time, the latest `most` of them."""
    rows = PlanSnapshot.objects.filter(plan=plan).order_by("-at", "-pk").values_list("at", "facts")[:most]
    return list(rows)[::-1]


def _score_rows(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, object, object, bool]]:
    return [
        (str(AREAS[area]), before.get(area), after.get(area), False)
        for area in AREAS
        if area in before or area in after
    ]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _delta(label: str, old: object, new: object, currency: str) -> Delta:
    change = None if old is None or new is None else float(str(new)) - float(str(old))
    return Delta(label, _figure(old, currency), _figure(new, currency), change)


def _figure(value: object, currency: str) -> str:
    if value is None:
        return formats.unknown()
    number = Decimal(str(value))
    return formats.money(number, currency) if currency else formats.whole(number)


def _deal_label(field: str) -> str:
    return {"amount": _("Amount"), "close_on": _("Close date"), "stage": _("Stage")}[field]


def _deal_value(field: str, value: str | None, opportunity: Opportunity, stages: Mapping[int, str]) -> str:
    if not value:
        return formats.unknown()
    if field == "stage":
        return stages.get(int(value), value)
    if field == "close_on":
        return formats.day(parse_date(value))
    try:
        return formats.money(Decimal(value), opportunity.currency)
    except InvalidOperation:
        return value


def _deeds_in(event: Event, questions: Mapping[str, str]) -> list[Deed]:
    who = event.by_name or _("By itself")
    if event.verb == "plan.edited":
        return [
            Deed(event.at, who, _field_label(name), _field_value(name, event.before.get(name)), _field_value(name, new))
            for name, new in event.after.items()
        ]
    if event.verb == "plan.answered":
        text = questions.get(event.after["question"], _("A question that the plan no longer asks"))
        return [Deed(event.at, who, text, str(event.before.get("text", "")), str(event.after["text"]))]
    return [Deed(event.at, who, _sentence(event))]


def _sentence(event: Event) -> str:
    """What happened, in words; the names come from the event, since the row may be gone."""
    named = {
        "row": event.after.get("row") or event.after.get("name") or event.before.get("name") or "",
        "text": event.after.get("text") or event.before.get("text") or "",
    }
    words = {
        "plan.created": _("The plan was made."),
        "plan.archived": _("The plan was archived."),
        "plan.restored": _("The plan was restored."),
        "plan.given": _("The plan has another owner."),
        "plan.member_set": _("Somebody was taken into the team, or may do something else there."),
        "plan.member_removed": _("Somebody left the team."),
        "plan.periods_set": _("Periods or targets were changed."),
        "plan.columns_set": _("The solutions were changed."),
        "plan.template_taken": _("The plan asks the newest questions."),
        "plan.row_added": _("Row added: %(row)s") % named,
        "plan.row_edited": _("Row changed: %(row)s") % named,
        "plan.row_removed": _("Row taken out: %(row)s") % named,
        "plan.swot_added": _("Added: %(text)s") % named,
        "plan.swot_struck": _("Struck out: %(text)s") % named,
        "plan.swot_brought_back": _("Brought back: %(text)s") % named,
    }
    return words.get(event.verb, event.verb)


def _field_label(name: str) -> str:
    return str(_field(name).verbose_name).capitalize()


def _field(name: str) -> "Field[Any, Any]":
    found = Plan._meta.get_field(name)
    assert isinstance(found, Field), "what is edited of a plan are fields of its own"
    return found


def _field_value(name: str, value: object) -> str:
    choices = dict(_field(name).flatchoices)
    return str(choices.get(value, value)) if value not in (None, "") else "–"
