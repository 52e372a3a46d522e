"""What rules may look at: attempts without an answer, and follow-ups that run, ended, or must not begin."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from trimtab.cadences.actions.counting import CHANNELS, Dealing
from trimtab.cadences.models import Enrolment, Persistence, Refusal
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.opportunities.signals import Signal, Values

SIGNALS = (
    Signal("cadences_attempts", _("Attempts since they last answered"), "number"),
    Signal("cadences_silent", _("Days since the last attempt, without an answer"), "days"),
    Signal("cadences_given_up", _("Nobody tries any more, without an answer")),
    Signal("cadences_running", _("Contacts that are followed up"), "number"),
    Signal("cadences_finished", _("All attempts of a cadence were made, without an answer")),
    Signal("cadences_do_not_contact", _("Contacts who want to be left alone"), "number"),
)
LOOKED_BACK = timedelta(days=120)
Kind = Activity.Kind
Tried = tuple[int, datetime | None]


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """Key → value of each. A fixed number of queries."""
    ids = [one.pk for one in opportunities]
    end = datetime.combine(today + timedelta(days=1), time.min, UTC)
    tried, wait = _tried(ids, end), timedelta(days=Persistence.get().wait_days)
    running: dict[int, int] = {}
    finished: set[int] = set()
    enrolments = Enrolment.objects.filter(opportunity__in=ids)
    for pk, ended_at, because in enrolments.values_list("opportunity", "ended_at", "ended_because"):
        running[pk] = running.get(pk, 0) + (ended_at is None)
        if because == Enrolment.End.FINISHED:
            finished.add(pk)
    refused = _refused(ids)
    return {pk: _values(tried[pk], running.get(pk, 0), pk in finished, refused.get(pk, 0), end, wait) for pk in ids}


def _values(tried: Tried, running: int, finished: bool, refused: int, end: datetime, wait: timedelta) -> Values:
    attempts, last = tried
    silent = None if last is None else (end - last).days
    return {
        "cadences_attempts": attempts,
        "cadences_silent": silent,
        "cadences_given_up": None if last is None else not running and end - last > wait,
        "cadences_running": running,
        "cadences_finished": finished and attempts > 0,
        "cadences_do_not_contact": refused,
    }


def _tried(ids: Sequence[int], end: datetime) -> Mapping[int, Tried]:
    """Opportunity → days with an attempt since the last answer, and the last of them. One query."""
    found: dict[int, Tried] = dict.fromkeys(ids, (0, None))
    rows = Activity.objects.current().filter(opportunity__in=ids, at__gte=end - LOOKED_BACK, at__lt=end)
    rows = rows.filter(kind__in=[*CHANNELS, Kind.MEETING, Kind.NOTE]).order_by("opportunity", "at", "pk")
    for pk, at, kind, direction, touched in rows.values_list(
        "opportunity", "at", "kind", "direction", "touch__channel"
    ):
        one = Dealing(at, kind, direction, None, None, "", touched or "")
        attempts, last = found[pk]
        if one.is_answer:
            found[pk] = (0, None)
        elif one.channel and (last is None or at.date() > last.date()):
            found[pk] = (attempts + 1, at)
    return found


def _refused(ids: Sequence[int]) -> Mapping[int, int]:
    """Opportunity → contacts of its people who want to be left alone. One query."""
    found: dict[int, set[int]] = {}
    rows = Refusal.objects.filter(lifted_at=None, contact__roles__opportunity__in=ids)
    for pk, contact in rows.values_list("contact__roles__opportunity", "contact"):
        found.setdefault(pk, set()).add(contact)
    return {pk: len(contacts) for pk, contacts in found.items()}
