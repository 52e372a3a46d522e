"""What happened with an account or a contact, as one story: activities, changes of opportunities, changes of facts.

Never more than the viewer sees: activities and opportunities out of sight are left out, and so is what they were.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.core.models import CustomField, Event
from trimtab.core.strands import Strand, braided
from trimtab.opportunities.models import Activity, ActivityParty, FieldChange, Opportunity
from trimtab.opportunities.models.activity import ActivityQuerySet
from trimtab.opportunities.policy import editable_activities
from trimtab.opportunities.queries import visible_activities, visible_activities_of, visible_opportunities_of
from trimtab.opportunities.timeline import Line, Names
from trimtab.people.models import Territory, User
from trimtab.web.formats import day

SHOWN = 25
MAIN_FIELDS = ("stage", "amount", "close_on", "owner")
RECORDS: Mapping[str, type[Model]] = {"account": Account, "contact": Contact}


@dataclass(frozen=True)
class Entry:
    """One thing that happened. activity, or opportunity with `lines`, or `title` with `lines`."""

    at: datetime
    who: str
    title: str = ""
    lines: tuple[Line, ...] = ()
    opportunity: Opportunity | None = None
    activity: Activity | None = None
    may_edit: bool = False
    learned_at: datetime | None = None


@dataclass(frozen=True)
class Story:
    """Some entries, newest first, and the cursor of the ones before."""

    entries: list[Entry]
    after: str


def story_of_account(account: Account, *, user: User, after: str) -> Story:
    """What happened with an account. The same number of queries for any number of entries."""
    opportunities = visible_opportunities_of(user, account).current()
    main = Q(field__in=MAIN_FIELDS) & (Q(old__isnull=False) | Q(field="stage"))
    changes = FieldChange.objects.filter(main, opportunity__in=opportunities).select_related("opportunity")
    strands = [
        Strand(_with_facts(visible_activities_of(user, account))),
        Strand(_own_events("account", account.pk)),
        Strand(changes, "valid_at"),
    ]
    return _story(strands, user=user, after=after)


def story_of_contact(contact: Contact, *, user: User, after: str) -> Story:
    """What happened with a contact: the activities in which this person took part, and changes of the facts."""
    taken_part = ActivityParty.objects.filter(contact=contact).values("activity")
    strands = [
        Strand(_with_facts(visible_activities(user).filter(pk__in=taken_part))),
        Strand(_own_events("contact", contact.pk)),
    ]
    return _story(strands, user=user, after=after)


def _own_events(record: str, pk: int) -> QuerySet[Event]:
    """Changes of its own facts. What rooms above note of it stands on their pages, in their words."""
    return Event.objects.filter(record=record, record_id=pk, verb__startswith=f"{record}.")


def _with_facts(activities: ActivityQuerySet) -> ActivityQuerySet:
    return activities.current().select_related("user", "opportunity__owner__team", "account__owner__team")


def _story(strands: list[Strand], *, user: User, after: str) -> Story:
    page = braided(strands, after=after, size=SHOWN)
    names = Names([one for one in page.records if isinstance(one, FieldChange)], user)
    facts = _FactNames([one for one in page.records if isinstance(one, Event)], user)
    editable = editable_activities(user, [one for one in page.records if isinstance(one, Activity)])
    entries = []
    for _key, together in groupby(page.records, key=_together):
        rows = list(together)
        first = rows[0]
        if isinstance(first, Activity):
            who = str(first.user) if first.user else ""
            entries.append(Entry(first.at, who, activity=first, may_edit=first.pk in editable))
        elif isinstance(first, Event):
            entries.append(Entry(first.at, first.by_name, facts.title(first), facts.lines(first)))
        else:
            entries.append(_of_changes([row for row in rows if isinstance(row, FieldChange)], names))
    return Story(entries, page.after)


def _together(record: Model) -> tuple[object, ...]:
    """Fields of one opportunity that changed at once are one entry."""
    if isinstance(record, FieldChange):
        return record.opportunity_id, record.valid_at, record.recorded_at, record.by_id
    return type(record), record.pk


def _of_changes(changes: list[FieldChange], names: Names) -> Entry:
    first = changes[0]
    learned_later = abs((first.recorded_at - first.valid_at).total_seconds()) > 60
    return Entry(
        at=first.valid_at,
        who=names.people.get(str(first.by_id), "") if first.by_id else "",
        lines=tuple(names.line(change) for change in reversed(changes)),
        opportunity=first.opportunity,
        learned_at=first.recorded_at if learned_later else None,
    )


class _FactNames:
    """Words for what the audit keeps of accounts and contacts: labels of fields, names in place of ids."""

    def __init__(self, events: Iterable[Event], user: User) -> None:
        ids: dict[str, set[int]] = {"owner": set(), "parent": set(), "territory": set(), "reports_to": set()}
        kept = list(events)
        for field, value in (pair for event in kept for half in (event.before, event.after) for pair in half.items()):
            if field in ids and isinstance(value, int):
                ids[field].add(value)
        self._names: Mapping[str, Mapping[int, str]] = {
            "owner": dict(User.objects.filter(pk__in=ids["owner"]).values_list("pk", "name")),
            "parent": dict(visible_accounts(user).filter(pk__in=ids["parent"]).values_list("pk", "name")),
            "territory": dict(Territory.objects.filter(pk__in=ids["territory"]).values_list("pk", "name")),
            "reports_to": dict(visible_contacts(user).filter(pk__in=ids["reports_to"]).values_list("pk", "name")),
        }
        fields = CustomField.objects.filter(record__in={event.record for event in kept})
        self._own = {(field.record, field.key): field.label for field in fields}

    def title(self, event: Event) -> str:
        """What was done, in words."""
        done = event.verb.partition(".")[2]
        words = {"created": _("Added"), "added": _("Added"), "archived": _("Archived"), "restored": _("Restored")}
        return words.get(done, _("Changed"))

    def lines(self, event: Event) -> tuple[Line, ...]:
        """The facts that changed; of a new record none, its page shows them."""
        if not event.before:
            return ()
        before, after = _flat(event.before), _flat(event.after)
        changed = [field for field in after | before if before.get(field) != after.get(field)]
        return tuple(
            Line(
                self._label(event.record, field),
                self._shown(field, before.get(field)),
                self._shown(field, after.get(field)),
            )
            for field in changed
        )

    def _label(self, record: str, field: str) -> str:
        if own := self._own.get((record, field.removeprefix("custom."))):
            return own
        model = RECORDS[record]
        known = {one.name: one for one in model._meta.concrete_fields}
        return str(getattr(known.get(field), "verbose_name", field)).capitalize()

    def _shown(self, field: str, value: object) -> str | None:
        if value in (None, ""):
            return None
        if field in self._names and isinstance(value, int):
            return self._names[field].get(value, _("somebody or something that is gone, or not yours to see"))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return day(parse_date(str(value))) if field.endswith("_on") else str(value)


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    """The values with own fields beside the others, as `custom.<key>`."""
    own = values.get("custom")
    found = {field: value for field, value in values.items() if field != "custom"}
    return found | ({f"custom.{key}": value for key, value in own.items()} if isinstance(own, Mapping) else {})
