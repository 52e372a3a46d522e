"""The audit: who changed what, when, from what to what; narrowed by record, person, kind of change and day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.core.ids import id_in
from trimtab.core.models import Event
from trimtab.core.paging import Order
from trimtab.people.models import User
from trimtab.web.fields import DayInput

# Kind of record → the page of one, by URL name; the pages belong to higher rooms.
PAGES = {
    "opportunity": "opportunity",
    "account": "account",
    "person": "person",
    "team": "team",
    "import": "import-run",
    "stage": "stage",
    "process": "process",
    "own_field": "own-field",
}


def _read(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"A time is written in ISO 8601. Got {text!r}.")
    return found


NEWEST = Order("at", is_descending=True, read=_read)


class AuditForm(forms.Form):
    """What the audit is narrowed to. All of it can be left out."""

    record = forms.CharField(
        label=later("Record"), required=False, max_length=60, help_text=later("As opportunity, or opportunity 12.")
    )
    person = forms.CharField(
        label=later("By"), required=False, max_length=254, help_text=later("E-mail address or full name.")
    )
    verb = forms.CharField(
        label=later("Change"), required=False, max_length=60, help_text=later("As opportunity.edited.")
    )
    since = forms.DateField(label=later("From"), required=False, widget=DayInput())
    until = forms.DateField(label=later("To"), required=False, widget=DayInput())

    def clean(self) -> dict[str, object]:
        """Days in order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if isinstance(since, date) and isinstance(until, date) and since > until:
            raise ValidationError(_("The first day must not be after the last."))
        return cleaned

    def events(self, zone: ZoneInfo) -> QuerySet[Event]:
        """The events that were asked for; none where something asked for makes no sense."""
        if not self.is_valid():
            return Event.objects.none()
        given = self.cleaned_data
        found = Event.objects.all()
        if given["record"]:
            found = _of_record(found, given["record"])
        if given["person"]:
            found = found.filter(by_id__in=_people(given["person"]))
        if given["verb"]:
            found = found.filter(verb=given["verb"].strip())
        if given["since"]:
            found = found.filter(at__gte=datetime.combine(given["since"], time(), zone))
        if given["until"]:
            found = found.filter(at__lt=datetime.combine(given["until"] + timedelta(days=1), time(), zone))
        return found


def _of_record(events: QuerySet[Event], text: str) -> QuerySet[Event]:
    kind, _space, number = text.strip().partition(" ")
    events = events.filter(record=kind)
    if not number.strip():
        return events
    pk = id_in(number)
    return events.none() if pk is None else events.filter(record_id=pk)


def _people(text: str) -> list[int]:
    """A few ids, so that the index of events by person serves."""
    address, name = User.objects.filter(email=text.strip().lower()), User.objects.filter(name__iexact=text.strip())
    return list((address | name).values_list("pk", flat=True)[:20])


@dataclass(frozen=True)
class Change:
    """One value of an event before and after, as text."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Entry:
    """An event for a reader. page: the URL name of its record's page; empty where it has none."""

    event: Event
    changes: tuple[Change, ...]
    page: str

    @property
    def verb(self) -> str:
        """What happened, in words: "opportunity.stage_changed" → "stage changed"."""
        return _(self.event.verb.partition(".")[2].replace("_", " ") or self.event.verb)

    @property
    def record(self) -> str:
        """What it happened to, in words."""
        return _(self.event.record.replace("_", " "))


def entry(event: Event) -> Entry:
    """The event with its values before and after, side by side."""
    before, after = _flat(event.before), _flat(event.after)
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    return Entry(
        event=event,
        changes=tuple(Change(_(name.replace("_", " ")), before.get(name), after.get(name)) for name in names),
        page=PAGES.get(event.record, "") if event.record_id else "",
    )


def _flat(values: Mapping[str, object]) -> dict[str, str | None]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(_text(one) or "" for one in value) or None
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(one) or '–'}" for name, one in value.items()) or None
    return str(value)


HEAD = ("at", "by", "by id", "change", "record", "record id", "value", "before", "after")


def table(events: QuerySet[Event]) -> Iterator[list[object]]:
    """One line a changed value, oldest rows last, for a file; an event without values has one line."""
    yield list(HEAD)
    for event in events.order_by("-at", "-pk").iterator(chunk_size=2_000):
        start = [event.at.isoformat(), event.by_name, event.by_id, event.verb, event.record, event.record_id]
        for change in entry(event).changes or (Change("", None, None),):
            yield [*start, change.name, change.before, change.after]
