"""Lines between two people of a map."""

from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.relationships.models import Line, Member, PeopleMap
from trimtab.relationships.policy import MAP, require_map_edit
from trimtab.relationships.scores import circle_of


class LineRefused(ValueError):
    """The line cannot be; the message says why, in words for the person who drew it."""


def draw_line(
    start: Member, end: Member, *, kind: str, by: User, now: datetime, strength: str = "", note: str = ""
) -> Line:
    """Tie two people of one map. A line that is there takes the new strength and note; a new manager replaces the old.

    Raises:
        LineRefused: one person twice, people of two maps, or a circle of reporting lines.
        PermissionDenied: `by` may not change the map.
    """
    with transaction.atomic():
        # Locked, so that two people who draw at once do not close a circle together.
        shown = locked(PeopleMap.objects.select_related(*MAP), start.map_id)
        require_map_edit(by, shown)
        start, end = _ordered(start, end, kind)
        _require_two_of_one_map(start, end)
        if kind == Line.Kind.REPORTS:
            _require_no_circle(start, end)
        line = _drawn(start, end, kind=kind, now=now)
        line.strength, line.note = strength, note
        line.save()
        _touch(shown, now)
        after = {"from": start.pk, "to": end.pk, "kind": kind, "strength": strength, "note": note}
        record_event("map_line.drawn", record="map_line", record_id=line.pk, by=by, now=now, after=after)
    return line


def remove_line(line: Line, *, by: User, now: datetime) -> None:
    """Take a line away; it can be drawn again as it was."""
    _set_removed(line, "map_line.removed", at=now, by=by, now=now)


def redraw_line(line: Line, *, by: User, now: datetime) -> None:
    """Draw a line that was taken away again.

    Raises:
        LineRefused: it would close a circle by now.
    """
    if line.removed_at is not None:
        draw_line(line.start, line.end, kind=line.kind, strength=line.strength, note=line.note, by=by, now=now)


def managers_on(map_id: int) -> dict[int, int]:
    """Whom each person on the map reports to, people taken off included: they may come back."""
    lines = Line.objects.filter(map=map_id, kind=Line.Kind.REPORTS, removed_at__isnull=True)
    return dict(lines.values_list("start", "end"))


def _ordered(start: Member, end: Member, kind: str) -> tuple[Member, Member]:
    """A conflict has no direction: it is kept from the first to the later person."""
    return (end, start) if kind == Line.Kind.CONFLICT and end.pk < start.pk else (start, end)


def _require_two_of_one_map(start: Member, end: Member) -> None:
    if start.pk == end.pk:
        raise LineRefused(_("A line ties two different people. Choose another person."))
    if start.map_id != end.map_id:
        raise LineRefused(_("A line ties two people of one map. Bring the other person over first."))


def _require_no_circle(start: Member, end: Member) -> None:
    circle = circle_of(start.pk, end.pk, managers_on(start.map_id))
    if not circle:
        return
    names = {one.pk: str(one) for one in Member.objects.filter(pk__in=circle).select_related("contact")}
    way = [names[pk] for pk in circle]
    raise LineRefused(
        _("%(start)s cannot report to %(end)s: %(chain)s. Take one of these lines away first.")
        % {"start": start, "end": end, "chain": _chain(way)}
    )


def _chain(way: list[str]) -> str:
    pairs = pairwise(way)
    return ", ".join(_("%(one)s reports to %(other)s") % {"one": one, "other": other} for one, other in pairs)


def _drawn(start: Member, end: Member, *, kind: str, now: datetime) -> Line:
    """The line of that kind that is there, or a new one. Somebody reports to one person on a map."""
    current = Line.objects.filter(start=start, kind=kind, removed_at__isnull=True)
    if kind == Line.Kind.REPORTS:
        current.exclude(end=end).update(removed_at=now)
    found = current.filter(end=end).first()
    return found or Line(map_id=start.map_id, start=start, end=end, kind=kind, created_at=now)


def _set_removed(line: Line, verb: str, *, at: datetime, by: User, now: datetime) -> None:
    with transaction.atomic():
        shown = locked(PeopleMap.objects.select_related(*MAP), line.map_id)
        require_map_edit(by, shown)
        if not Line.objects.filter(pk=line.pk, removed_at__isnull=True).update(removed_at=at):
            return
        _touch(shown, now)
        before = {"from": line.start_id, "to": line.end_id, "kind": line.kind}
        record_event(verb, record="map_line", record_id=line.pk, by=by, now=now, before=before)


def _touch(shown: PeopleMap, now: datetime) -> None:
    PeopleMap.objects.filter(pk=shown.pk).update(changed_at=now)
