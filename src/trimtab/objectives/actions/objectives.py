"""Changes of objectives. Each checks who acts, changes, and records it, in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.actions import plain
from trimtab.accounts.models import Account
from trimtab.accounts.policy import can_edit_contacts
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.objectives.kinds import kind_names
from trimtab.objectives.models import Objective
from trimtab.objectives.policy import require_doer, require_objective_edit
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

FIELDS = (
    "division",
    "name",
    "kind",
    "metric",
    "why",
    "strategy",
    "status",
    "priority",
    "owner",
    "due_on",
    "contact",
    "their_gain",
    "closed_because",
    "is_shareable",
)


class ObjectiveChanged(Exception):
    """Somebody changed the objective since it was read; nothing was written. `objective` is as it is now."""

    def __init__(self, objective: Objective) -> None:
        super().__init__(_("The objective was changed in the meantime."))
        self.objective = objective


def add_objective(
    account: Account,
    *,
    fields: Mapping[str, object],
    by: User,
    now: datetime,
    opportunities: Iterable[Opportunity] = (),
) -> Objective:
    """A new objective with an account; without an owner it is that of `by`.

    Raises:
        PermissionDenied: `by` does not work with the account.
        ValidationError: the kind is unknown, the owner may not see the account, or something belongs to another one.
    """
    _require_known(fields)
    with transaction.atomic():
        if not can_edit_contacts(by, account):
            raise PermissionDenied(_("Objectives are set by the account's owner and by those who work with it."))
        given = {"owner": by} | dict(fields)
        objective = Objective(account=account, added_by=by, created_at=now, changed_at=now, **given)
        linked = list(opportunities)
        _check(objective, linked, given, by=by)
        _stand(objective, now=now)
        objective.save()
        objective.opportunities.set(linked)
        after = {name: plain(getattr(objective, name)) for name in given} | {"account": account.pk}
        after["opportunities"] = sorted(one.pk for one in linked)
        record_event("objective.added", record="objective", record_id=objective.pk, by=by, now=now, after=after)
    return objective


def edit_objective(
    objective: Objective,
    *,
    changes: Mapping[str, object],
    by: User,
    now: datetime,
    opportunities: Iterable[Opportunity] | None = None,
    seen_at: datetime | None = None,
) -> Objective:
    """Change an objective; returns it as it is now.

    Args:
        changes: field → value; what equals the present value is left out.
        opportunities: those that it is linked to from now on; None: as before.
        seen_at: `changed_at` of the objective that the person saw; None: whatever is there is overwritten.

    Raises:
        ObjectiveChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it.
        ValidationError: as in `add_objective`.
    """
    _require_known(changes)
    with transaction.atomic():
        related = Objective.objects.select_related("account__owner__team", "owner__team", "contact", "division")
        current = locked(related, objective.pk)
        require_objective_edit(by, current)
        if seen_at is not None and current.changed_at != seen_at:
            raise ObjectiveChanged(current)
        changed = {name: value for name, value in changes.items() if getattr(current, name) != value}
        before = {name: plain(getattr(current, name)) for name in changed}
        for name, value in changed.items():
            setattr(current, name, value)
        _check(current, list(opportunities or ()), changed, by=by)
        links = _relink(current, opportunities)
        if not changed and not links:
            return current
        if "status" in changed:
            _stand(current, now=now)
        current.changed_at = now
        current.save()
        after = {name: plain(getattr(current, name)) for name in changed}
        record_event(
            "objective.edited",
            record="objective",
            record_id=current.pk,
            by=by,
            now=now,
            before=before | ({"opportunities": links[0]} if links else {}),
            after=after | ({"opportunities": links[1]} if links else {}),
        )
    return current


def _check(objective: Objective, opportunities: list[Opportunity], changed: Mapping[str, object], *, by: User) -> None:
    if "kind" in changed and objective.kind not in kind_names():
        raise ValidationError(
            _("`kind` must be one of %(kinds)s. Got “%(kind)s”.")
            % {"kinds": ", ".join(kind_names()), "kind": objective.kind}
        )
    if "owner" in changed:
        require_doer(by, objective.owner, account=objective.account, opportunity=None)
    for one in (objective.contact, objective.division, *opportunities):
        if one is not None and one.account_id != objective.account_id:
            raise ValidationError(_("%(record)s belongs to another account.") % {"record": one})


def _relink(objective: Objective, opportunities: Iterable[Opportunity] | None) -> tuple[list[int], list[int]] | None:
    """The ids linked before and after; None where nothing changed."""
    if opportunities is None:
        return None
    chosen = list(opportunities)
    before = sorted(objective.opportunities.values_list("pk", flat=True))
    after = sorted(one.pk for one in chosen)
    if before == after:
        return None
    objective.opportunities.set(chosen)
    return before, after


def _stand(objective: Objective, *, now: datetime) -> None:
    """The moment that goes with the status."""
    if objective.status in Objective.CLOSED:
        objective.closed_at = objective.closed_at or now
    else:
        objective.closed_at, objective.closed_because = None, ""


def _require_known(fields: Mapping[str, object]) -> None:
    for field in fields:
        if field not in FIELDS:
            raise ValueError(f"A field must be among {', '.join(FIELDS)}. Got {field!r}.")
