"""Potentials: writing one down, changing it, dismissing it. How one becomes an opportunity is in `qualifying`."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.actions import plain
from trimtab.accounts.models import Account
from trimtab.accounts.policy import require_assignable
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.whitespace.models import Potential
from trimtab.whitespace.policy import require_edit

FIELDS = (
    "division", "product", "name", "amount", "currency", "note", "owner", "qualify_by", "certainty",
    "origin", "origin_id",
)  # fmt: skip
RELATED = ("account__owner__team", "division", "product", "owner", "opportunity")


class PotentialChanged(Exception):
    """Somebody changed the potential since it was read; nothing was written. `potential` is as it is now."""

    def __init__(self, potential: Potential) -> None:
        super().__init__(_("The potential was changed in the meantime."))
        self.potential = potential


def add_potential(account: Account, *, fields: Mapping[str, object], by: User, now: datetime) -> Potential:
    """A new potential at the account or one of its divisions.

    Raises:
        PermissionDenied: `by` does not work with the account, or does not see the owner's records.
        ValidationError: the division is not one of the account, or the solution is no longer offered.
    """
    _require_known(fields)
    with transaction.atomic():
        require_edit(by, account)
        potential = Potential(account=account, created_at=now, changed_at=now, **fields)
        require_assignable(by, potential.owner)
        _require_possible(potential)
        potential.save()
        record("potential.added", potential, by=by, now=now, after=written(fields))
    return potential


def edit_potential(
    potential: Potential,
    *,
    changes: Mapping[str, object],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> Potential:
    """Change an open potential; returns it as it is now.

    Args:
        changes: field → value; what equals the present value is left out.
        seen_at: `changed_at` of the potential that the person saw; None: whatever is there is overwritten.

    Raises:
        PotentialChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` does not work with the account, or does not see the new owner's records.
        ValidationError: it ended already, or the values do not go together.
    """
    _require_known(changes)
    with transaction.atomic():
        current = open_and_locked(potential, by=by, seen_at=seen_at)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        if not changed:
            return current
        if "owner" in changed:
            require_assignable(by, changed["owner"])
        before = written({field: getattr(current, field) for field in changed})
        for field, value in changed.items():
            setattr(current, field, value)
        _require_possible(current, is_new="product" in changed)
        current.changed_at = now
        current.save(update_fields=[*changed, "changed_at"])
        record("potential.edited", current, by=by, now=now, before=before, after=written(changed))
    return current


def dismiss_potential(potential: Potential, *, reason: str, by: User, now: datetime) -> Potential:
    """It will not be sold, and why. It stays in the statistics."""
    if not reason.strip():
        raise ValidationError(_("Say why it is dismissed: the next person wonders otherwise."))
    with transaction.atomic():
        current = open_and_locked(potential, by=by)
        current.state, current.reason = Potential.State.DISMISSED, reason.strip()
        current.ended_at = current.changed_at = now
        current.save(update_fields=["state", "reason", "ended_at", "changed_at"])
        record("potential.dismissed", current, by=by, now=now, after={"reason": current.reason})
    return current


def reopen_potential(potential: Potential, *, by: User, now: datetime) -> Potential:
    """Take a dismissal back."""
    with transaction.atomic():
        current = locked(Potential.objects.select_related(*RELATED), potential.pk)
        require_edit(by, current.account)
        if current.state != Potential.State.DISMISSED:
            raise ValidationError(_("Only a dismissed potential is taken up again."))
        before = {"reason": current.reason}
        current.state, current.reason, current.ended_at, current.changed_at = Potential.State.OPEN, "", None, now
        current.save(update_fields=["state", "reason", "ended_at", "changed_at"])
        record("potential.reopened", current, by=by, now=now, before=before)
    return current


def open_and_locked(potential: Potential, *, by: User, seen_at: datetime | None = None) -> Potential:
    """The potential as it is now, open, locked, for somebody who may change it.

    Raises:
        PotentialChanged, PermissionDenied, ValidationError: see `edit_potential`.
    """
    current = locked(Potential.objects.select_related(*RELATED), potential.pk)
    require_edit(by, current.account)
    if seen_at is not None and current.changed_at != seen_at:
        raise PotentialChanged(current)
    if current.state != Potential.State.OPEN:
        raise ValidationError(
            _("“%(name)s” is %(state)s already. Reload the page to see how it stands.")
            % {"name": current.name, "state": current.get_state_display().lower()}
        )
    return current


def written(fields: Mapping[str, object]) -> dict[str, object]:
    """Fields as the audit keeps them."""
    return {field: plain(value) for field, value in fields.items()}


def record(
    verb: str,
    potential: Potential,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """One event of a potential."""
    record_event(verb, record="potential", record_id=potential.pk, by=by, now=now, before=before, after=after)


def _require_known(fields: Mapping[str, object]) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValueError(f"A potential has the fields {', '.join(FIELDS)}. Got {', '.join(sorted(unknown))}.")


def _require_possible(potential: Potential, *, is_new: bool = True) -> None:
    if potential.division is not None and potential.division.account_id != potential.account_id:
        raise ValidationError(_("The division is one of another account."))
    if potential.amount is not None and potential.amount < 0:
        raise ValidationError(_("An amount is zero or more. Leave it empty where it is not known."))
    if is_new and (potential.product.retired_at is not None or potential.product.same_as_id is not None):
        raise ValidationError(
            _("“%(product)s” is no longer offered. Choose another solution.") % {"product": potential.product}
        )
