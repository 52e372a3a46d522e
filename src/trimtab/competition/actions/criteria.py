"""What the customer decides by: added, edited, archived, restored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.competition.actions.contenders import keep_do_nothing, of_this_deal, people_meant
from trimtab.competition.models import DecisionCriterion
from trimtab.competition.policy import OF_OPPORTUNITY, require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.discovery.models import Insight
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

FIELDS = ("name", "kind", "is_mandatory", "step", "note")
MOST = 60


class CriterionChanged(Exception):
    """Somebody changed the criterion since it was read; nothing was written. `criterion` is as it is now."""

    def __init__(self, criterion: DecisionCriterion) -> None:
        super().__init__(_("The criterion was changed in the meantime."))
        self.criterion = criterion


def add_criterion(opportunity: Opportunity, *, facts: Mapping[str, Any], by: User, now: datetime) -> DecisionCriterion:
    """A new criterion of the customer; its place follows from what is written of it.

    Args:
        facts: name, kind, is_mandatory, step, note, people (of the map), obstacles (insights of the customer).

    Raises:
        PermissionDenied: `by` may not change the opportunity. ValueError: there are too many.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team", "account"), opportunity.pk)
        require_competition_edit(by, current)
        if current.criteria.filter(archived_at=None).count() >= MOST:
            raise ValueError(_("A deal holds at most %(most)d criteria. Archive some first.") % {"most": MOST})
        keep_do_nothing(current, by=by, now=now)
        values = {name: facts[name] for name in FIELDS if name in facts}
        made = DecisionCriterion.objects.create(
            opportunity=current, created_by=by, created_at=now, changed_at=now, **values
        )
        made.people.set(of_this_deal(current.pk, facts.get("people", ())))
        made.obstacles.set(_obstacles(current, facts.get("obstacles", ())))
        after = {"opportunity": current.pk, "name": made.name, "kind": made.kind, "is_mandatory": made.is_mandatory}
        _record("decision_criterion.added", made, by=by, now=now, after=after)
    return made


def edit_criterion(
    criterion: DecisionCriterion,
    *,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> DecisionCriterion:
    """Change a criterion; returns it as it is now.

    Raises:
        CriterionChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change the opportunity.
    """
    with transaction.atomic():
        current = locked(DecisionCriterion.objects.select_related(*OF_OPPORTUNITY), criterion.pk)
        require_competition_edit(by, current.opportunity)
        if seen_at is not None and current.changed_at != seen_at:
            raise CriterionChanged(current)
        before, after = _apply(current, changes)
        if not after:
            return current
        current.changed_at = now
        current.save(update_fields=[*(name for name in after if name in FIELDS), "changed_at"])
        _record("decision_criterion.edited", current, by=by, now=now, before=before, after=after)
    return current


def archive_criterion(criterion: DecisionCriterion, *, by: User, now: datetime) -> None:
    """It does not count any more; what was judged of it is kept."""
    _set_archived(criterion, by=by, now=now, verb="decision_criterion.archived", archived_at=now)


def restore_criterion(criterion: DecisionCriterion, *, by: User, now: datetime) -> None:
    """It counts again."""
    _set_archived(criterion, by=by, now=now, verb="decision_criterion.restored", archived_at=None)


def _set_archived(
    criterion: DecisionCriterion, *, by: User, now: datetime, verb: str, archived_at: datetime | None
) -> None:
    with transaction.atomic():
        current = locked(DecisionCriterion.objects.select_related(*OF_OPPORTUNITY), criterion.pk)
        require_competition_edit(by, current.opportunity)
        if (current.archived_at is None) == (archived_at is None):
            return
        DecisionCriterion.objects.filter(pk=current.pk).update(archived_at=archived_at, changed_at=now)
        _record(verb, current, by=by, now=now)


def _apply(current: DecisionCriterion, changes: Mapping[str, Any]) -> tuple[dict[str, object], dict[str, object]]:
    """Set what differs; what it was and what it is, as JSON can hold it."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name in FIELDS:
        if name in changes and getattr(current, name) != changes[name]:
            before[name], after[name] = getattr(current, name), changes[name]
            setattr(current, name, changes[name])
    links: dict[str, tuple[Any, set[int]]] = {}  # Any: a relation
    if "people" in changes:
        links["people"] = (current.people, people_meant(current.people, current.opportunity_id, changes["people"]))
    if "obstacles" in changes:
        links["obstacles"] = (current.obstacles, _obstacles(current.opportunity, changes["obstacles"]))
    for name, (link, wanted) in links.items():
        there = set(link.values_list("pk", flat=True))
        if there != wanted:
            before[name], after[name] = sorted(there), sorted(wanted)
            link.set(wanted)
    return before, after


def _obstacles(opportunity: Opportunity, insights: Any) -> set[int]:  # Any: insights, or a queryset of them
    """The ids of these insights as far as they are of this customer or this deal."""
    found = Insight.objects.filter(pk__in=[one.pk for one in insights])
    own = found.filter(opportunity=opportunity)
    of_customer = found.filter(account=opportunity.account_id) if opportunity.account_id else found.none()
    return set((own | of_customer).values_list("pk", flat=True))


def _record(
    verb: str,
    criterion: DecisionCriterion,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="decision_criterion", record_id=criterion.pk, by=by, now=now, before=before, after=after)
