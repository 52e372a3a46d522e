"""Who is in a deal: added, edited, taken out, put back. Doing nothing is there by itself and stays."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trimtab.competition.actions.catalogue import add_competitor
from trimtab.competition.models import Competitor, Contender
from trimtab.competition.policy import OF_OPPORTUNITY, require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.relationships.models import Member

FIELDS = ("is_incumbent", "standing", "expected", "answer", "last_move", "last_move_on")
RELATED = ("competitor", *OF_OPPORTUNITY)
MOST = 12  # besides doing nothing; more columns than a person compares


class ContenderChanged(Exception):
    """Somebody changed the contender since it was read; nothing was written. `contender` is as it is now."""

    def __init__(self, contender: Contender) -> None:
        super().__init__(_("What is written of %(name)s was changed in the meantime.") % {"name": contender})
        self.contender = contender


def keep_do_nothing(opportunity: Opportunity, *, by: User, now: datetime) -> Contender:
    """The row of doing nothing, made when it is first needed. Call it where something is to be said of it.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
    """
    with transaction.atomic():
        require_competition_edit(by, opportunity)
        competitor = _nothing(by=by, now=now)
        stamps = {"added_by": by, "created_at": now, "changed_at": now}
        made, is_new = Contender.objects.get_or_create(opportunity=opportunity, competitor=competitor, defaults=stamps)
        if is_new:
            after = {"opportunity": opportunity.pk, "competitor": competitor.pk}
            record_event("contender.added", record="contender", record_id=made.pk, by=by, now=now, after=after)
    return made


def add_contender(
    opportunity: Opportunity, competitor: Competitor, *, by: User, now: datetime, is_incumbent: bool = False
) -> Contender:
    """Somebody is in the deal; one who was taken out comes back with what was written.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValueError: there are as many as one can compare, or the competitor is out of use.
    """
    wanted = competitor.same_as or competitor
    if wanted.is_nothing:
        return keep_do_nothing(opportunity, by=by, now=now)
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team", "account"), opportunity.pk)
        require_competition_edit(by, current)
        _require_room(current, wanted)
        keep_do_nothing(current, by=by, now=now)
        stamps = {"added_by": by, "created_at": now, "changed_at": now, "is_incumbent": is_incumbent}
        made, is_new = Contender.objects.get_or_create(opportunity=current, competitor=wanted, defaults=stamps)
        if not is_new and made.removed_at is None:
            return made
        Contender.objects.filter(pk=made.pk).update(removed_at=None, changed_at=now)
        made.removed_at, made.changed_at = None, now
        after = {"opportunity": current.pk, "competitor": wanted.pk}
        record_event("contender.added", record="contender", record_id=made.pk, by=by, now=now, after=after)
    return made


def bring_in(
    opportunity: Opportunity, *, fields: Mapping[str, Any], by: User, now: datetime, is_incumbent: bool = False
) -> Contender:
    """Somebody of that name is in the deal: the one of the catalogue, else a new one there.

    Raises: see `add_contender`, `add_competitor`.
    """
    with transaction.atomic():
        require_competition_edit(by, opportunity)
        known = Competitor.objects.select_related("same_as").filter(name__iexact=str(fields["name"]).strip()).first()
        competitor = known or add_competitor(fields=fields, by=by, now=now)
        return add_contender(opportunity, competitor, by=by, now=now, is_incumbent=is_incumbent)


def edit_contender(
    contender: Contender,
    *,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> Contender:
    """Change what is known of somebody in a deal; returns it as it is now.

    Args:
        changes: any of FIELDS, and supporters: people of the opportunity's map.

    Raises:
        ContenderChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change the opportunity.
        ValueError: doing nothing is never out of it, nor what they have today.
    """
    with transaction.atomic():
        current = locked(Contender.objects.select_related(*RELATED), contender.pk)
        require_competition_edit(by, current.opportunity)
        if seen_at is not None and current.changed_at != seen_at:
            raise ContenderChanged(current)
        if current.is_nothing and changes.get("standing") == Contender.Standing.OUT:
            raise ValueError(_("They can always leave things as they are: doing nothing is never out of it."))
        before, after = _apply(current, changes)
        if not after:
            return current
        current.changed_at = now
        current.save(update_fields=[*(name for name in after if name in FIELDS), "changed_at"])
        names: dict[str, Any] = {"record": "contender", "record_id": current.pk, "by": by, "now": now}
        record_event("contender.edited", **names, before=before, after=after)
    return current


def take_contender_out(contender: Contender, *, by: User, now: datetime) -> None:
    """It never was in this deal. What is written of it is kept for when it comes back.

    Raises:
        ValueError: it is doing nothing, which is always there.
    """
    with transaction.atomic():
        current = locked(Contender.objects.select_related(*RELATED), contender.pk)
        require_competition_edit(by, current.opportunity)
        if current.is_nothing:
            raise ValueError(_("Doing nothing is always among the choices of a customer, so it stays."))
        if not Contender.objects.filter(pk=current.pk, removed_at=None).update(removed_at=now, changed_at=now):
            return
        record_event("contender.taken_out", record="contender", record_id=current.pk, by=by, now=now)


def put_contender_back(contender: Contender, *, by: User, now: datetime) -> None:
    """It is in the deal after all."""
    with transaction.atomic():
        current = locked(Contender.objects.select_related(*RELATED), contender.pk)
        require_competition_edit(by, current.opportunity)
        there = Contender.objects.filter(pk=current.pk, removed_at__isnull=False)
        if not there.update(removed_at=None, changed_at=now):
            return
        record_event("contender.put_back", record="contender", record_id=current.pk, by=by, now=now)


def _nothing(*, by: User, now: datetime) -> Competitor:
    found = Competitor.objects.filter(kind=Competitor.Kind.NOTHING).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            made = Competitor.objects.create(
                name="", kind=Competitor.Kind.NOTHING, created_by=by, created_at=now, changed_at=now
            )
    except IntegrityError:  # somebody made it at the same moment
        return Competitor.objects.get(kind=Competitor.Kind.NOTHING)
    after = {"name": "", "kind": made.kind}
    record_event("competitor.added", record="competitor", record_id=made.pk, by=by, now=now, after=after)
    return made


def _require_room(opportunity: Opportunity, competitor: Competitor) -> None:
    if competitor.archived_at is not None:
        raise ValueError(_("%(name)s is archived. Restore it in the catalogue first.") % {"name": competitor})
    others = Contender.objects.current().filter(opportunity=opportunity).exclude(competitor=competitor)
    if others.exclude(competitor__kind=Competitor.Kind.NOTHING).count() >= MOST:
        raise ValueError(_("A deal holds at most %(most)d competitors. Take one out first.") % {"most": MOST})


def _apply(current: Contender, changes: Mapping[str, Any]) -> tuple[dict[str, object], dict[str, object]]:
    """Set what differs; what it was and what it is, as JSON can hold it."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name in FIELDS:
        if name in changes and getattr(current, name) != changes[name]:
            before[name], after[name] = _plain(getattr(current, name)), _plain(changes[name])
            setattr(current, name, changes[name])
    if "supporters" in changes:
        there = set(current.supporters.values_list("pk", flat=True))
        wanted = people_meant(current.supporters, current.opportunity_id, changes["supporters"])
        if wanted != there:
            before["supporters"], after["supporters"] = sorted(there), sorted(wanted)
            current.supporters.set(wanted)
    return before, after


def of_this_deal(opportunity_id: int, people: Any) -> set[int]:  # Any: people, or a queryset of them
    """The ids of these people as far as they are on the opportunity's map."""
    ids = [one.pk for one in people]
    return set(Member.objects.filter(pk__in=ids, map__opportunity=opportunity_id).values_list("pk", flat=True))


def people_meant(linked: Any, opportunity_id: int, people: Any) -> set[int]:  # Any: a relation to people
    """Whom a form means by these people: they, and those that it could not show since they were taken off the map."""
    hidden = linked.filter(removed_at__isnull=False).values_list("pk", flat=True)
    return of_this_deal(opportunity_id, people) | set(hidden)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
