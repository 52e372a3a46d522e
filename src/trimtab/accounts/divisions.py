"""Divisions of an account: business or service units without being accounts. Archived, never deleted.

What hangs on a division (people, goals, white space, rows of plans) stays with it while it is archived, and is there
again when it is restored.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact, Division
from trimtab.accounts.policy import require_contact_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.models import User

MOST = 200


def add_division(account: Account, *, name: str, by: User, now: datetime) -> Division:
    """A new division, after the others.

    Raises:
        ValidationError: the account has a division of that name, or too many.
        PermissionDenied: `by` does not work with the account.
    """
    with transaction.atomic():
        locked(Account.objects.all(), account.pk)
        require_contact_edit(by, account)
        _require_free(account, name)
        position = account.divisions.count()
        if position >= MOST:
            raise ValidationError(_("An account has at most %(most)s divisions.") % {"most": MOST})
        made = Division.objects.create(account=account, name=name, position=position, created_at=now, changed_at=now)
        _note("division.added", made, by=by, now=now, after={"name": name, "account": account.pk})
    return made


def edit_division(
    division: Division,
    *,
    name: str,
    contacts: Sequence[Contact],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> None:
    """Rename a division, and say who works there.

    Raises:
        ChangedMeanwhile: somebody changed it after `seen_at`.
        ValidationError: the account has another division of that name.
        PermissionDenied: `by` does not work with the account.
    """
    with transaction.atomic():
        current = _locked(division, by)
        if seen_at is not None and current.changed_at != seen_at:
            raise ChangedMeanwhile(current)
        if name != current.name:
            _require_free(current.account, name)
        before: dict[str, object] = {"name": current.name, "contacts": _people(current)}
        current.contacts.set(contacts)
        after: dict[str, object] = {"name": name, "contacts": _people(current)}
        if before == after:
            return
        current.name, current.changed_at = name, now
        current.save(update_fields=["name", "changed_at"])
        _note("division.edited", current, by=by, now=now, before=before, after=after)


def order_divisions(account: Account, *, ids: Sequence[int], by: User, now: datetime) -> None:
    """The order in which divisions are shown; those that are not named keep their place after these."""
    with transaction.atomic():
        locked(Account.objects.all(), account.pk)
        require_contact_edit(by, account)
        present = list(account.divisions.order_by("position", "name", "pk").values_list("pk", flat=True))
        named = [pk for pk in ids if pk in present]
        wanted = named + [pk for pk in present if pk not in named]
        if wanted == present:
            return
        for position, pk in enumerate(wanted):
            Division.objects.filter(pk=pk).update(position=position)
        before, after = {"divisions": present}, {"divisions": wanted}
        record_event(
            "account.divisions_ordered",
            record="account",
            record_id=account.pk,
            by=by,
            now=now,
            before=before,
            after=after,
        )


def archive_division(division: Division, *, by: User, now: datetime) -> None:
    """Take a division out of the lists; all that hangs on it stays."""
    with transaction.atomic():
        current = _locked(division, by)
        if current.archived_at is None:
            _set_archived(current, at=now, now=now)
            _note("division.archived", current, by=by, now=now)


def restore_division(division: Division, *, by: User, now: datetime) -> None:
    """Bring a division back with all that hangs on it.

    Raises:
        ValidationError: the account has a division of that name meanwhile.
    """
    with transaction.atomic():
        current = _locked(division, by)
        if current.archived_at is not None:
            _require_free(current.account, current.name)
            _set_archived(current, at=None, now=now)
            _note("division.restored", current, by=by, now=now)


def _locked(division: Division, by: User) -> Division:
    current = locked(Division.objects.select_related("account__owner__team"), division.pk)
    require_contact_edit(by, current.account)
    return current


def _require_free(account: Account, name: str) -> None:
    if account.divisions.filter(name=name, archived_at__isnull=True).exists():
        raise ValidationError(_("The account has a division of that name already."))


def _people(division: Division) -> list[int]:
    return sorted(division.contacts.values_list("pk", flat=True))


def _set_archived(division: Division, *, at: datetime | None, now: datetime) -> None:
    division.archived_at, division.changed_at = at, now
    division.save(update_fields=["archived_at", "changed_at"])


def _note(
    verb: str,
    division: Division,
    *,
    by: User,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record_event(verb, record="division", record_id=division.pk, by=by, now=now, before=before, after=after)
