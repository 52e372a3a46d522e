"""The history of one opportunity as a person reads it: every change with both clocks, who, and where it comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby

from babel.numbers import format_decimal
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from trimtab.accounts.queries import visible_accounts
from trimtab.core.models import CustomField, Event
from trimtab.opportunities.history import CUSTOM_PREFIX
from trimtab.opportunities.models import FieldChange, Opportunity, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.web.formats import day, locale

SHOWN = 50
MOST = 500
MERGING = ("opportunity.merged", "opportunity.merge_undone")
ARCHIVING = ("opportunity.archived", "opportunity.restored")


@dataclass(frozen=True)
class Line:
    """One field that took a value; `old` is None where it had none, `new` where it was cleared."""

    label: str
    old: str | None
    new: str | None
    leads_to: int | None = None  # another opportunity


@dataclass(frozen=True)
class Moment:
    """What changed at once: the clocks, the interval where only one is known, where it comes from, by whom."""

    valid_at: datetime
    recorded_at: datetime
    not_before: datetime | None
    origin: str
    by: str
    lines: list[Line]

    @property
    def was_learned_later(self) -> bool:
        """Whether the two clocks differ by more than a minute."""
        return abs((self.recorded_at - self.valid_at).total_seconds()) > 60


def timeline_of(opportunity: Opportunity, *, user: User, most: int = SHOWN) -> list[Moment]:
    """The last changes, newest first, with names in place of ids. Seven queries for any number of changes."""
    found = FieldChange.objects.filter(opportunity=opportunity).order_by("-valid_at", "-recorded_at", "-pk")
    changes = list(found[:most])
    names = Names(changes, user)
    moments = [_moment(list(together), names) for _key, together in groupby(changes, key=_together)]
    events = list(Event.objects.filter(record="opportunity", record_id=opportunity.pk, verb__in=ARCHIVING + MERGING))
    moments += _archivings([one for one in events if one.verb in ARCHIVING])
    moments += _merges([one for one in events if one.verb in MERGING], user)
    return sorted(moments, key=lambda moment: (moment.valid_at, moment.recorded_at), reverse=True)


def _together(change: FieldChange) -> tuple[object, ...]:
    return change.valid_at, change.recorded_at, change.not_before, change.origin, change.by_id


def _moment(changes: list[FieldChange], names: "Names") -> Moment:
    first = changes[0]
    lines = [names.line(change) for change in reversed(changes)]
    by = names.people.get(str(first.by_id), "") if first.by_id else ""
    origin = FieldChange.Origin(first.origin).label
    return Moment(first.valid_at, first.recorded_at, first.not_before, str(origin), by, lines)


def _archivings(events: Iterable[Event]) -> list[Moment]:
    words = {ARCHIVING[0]: _("Archived"), ARCHIVING[1]: _("Restored")}
    return [Moment(event.at, event.at, None, words[event.verb], event.by_name, []) for event in events]


def _merges(events: Sequence[Event], user: User) -> list[Moment]:
    """When it was merged with others, and taken apart again; it leads to those that the user sees."""
    others = {pk for event in events for pk in _merged(event)}
    names = dict(visible_opportunities(user).filter(pk__in=others).values_list("pk", "name"))
    words = {MERGING[0]: _("Merged"), MERGING[1]: _("Merge undone")}
    return [
        Moment(one.at, one.at, None, words[one.verb], one.by_name, [
            Line(_("Merged with"), None, names.get(pk, _("another one")), pk if pk in names else None)
            for pk in _merged(one)
        ])
        for one in events
    ]  # fmt: skip


def _merged(event: Event) -> list[int]:
    """The opportunities that a merge names beside the one whose event it is."""
    return [event.after["into"]] if "into" in event.after else [pk for pk, _name in event.after.get("merged", [])]


class Names:
    """Names for the ids in history. An account that the user does not see has none."""

    def __init__(self, changes: Iterable[FieldChange], user: User) -> None:
        ids: dict[str, set[int]] = {"owner": set(), "account": set(), "stage": set()}
        for change in changes:
            if change.field in ids:
                ids[change.field] |= {int(text) for text in (change.old, change.new) if text and text.isdigit()}
            if change.by_id:
                ids["owner"].add(change.by_id)
        people = User.objects.filter(pk__in=ids["owner"]).only("name", "email")
        self.people = {str(person.pk): str(person) for person in people}
        accounts = visible_accounts(user).filter(pk__in=ids["account"])
        self._names: Mapping[str, Mapping[str, str]] = {
            "owner": self.people,
            "account": {str(pk): name for pk, name in accounts.values_list("pk", "name")},
            "stage": {
                str(pk): name for pk, name in Stage.objects.filter(pk__in=ids["stage"]).values_list("pk", "name")
            },
            "forecast_category": {key: str(label) for key, label in Opportunity.ForecastCategory.choices},
        }
        self._own = dict(CustomField.objects.filter(record="opportunity").values_list("key", "label"))

    def line(self, change: FieldChange) -> Line:
        return Line(
            self._label(change.field), self._shown(change.field, change.old), self._shown(change.field, change.new)
        )

    def _label(self, field: str) -> str:
        if field.startswith(CUSTOM_PREFIX):
            key = field.removeprefix(CUSTOM_PREFIX)
            return self._own.get(key, key)
        return str({"stage": _("Stage"), "owner": _("Owner"), "account": _("Account")}.get(field) or _verbose(field))

    def _shown(self, field: str, text: str | None) -> str | None:
        if text is None:
            return None
        if field in self._names:
            return self._names[field].get(text, _("somebody or something that is gone, or not yours to see"))
        if field == "close_on":
            return day(parse_date(text)) if _is_date(text) else text
        return _grouped(text) if field == "amount" else text


def _verbose(field: str) -> str:
    return str(getattr(Opportunity._meta.get_field(field), "verbose_name", field)).capitalize()


def _grouped(text: str) -> str:
    try:
        return format_decimal(Decimal(text), format="#,##0.00", locale=locale())
    except InvalidOperation:
        return text


def _is_date(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False
