"""Threats: written down, met step by step, and closed with what became of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import require_assignable
from trimtab.accounts.queries import visible_accounts
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.retention.models import Threat, ThreatStep
from trimtab.retention.policy import require_threat_edit

FIELDS = ("kind", "title", "note", "happened_on", "industry", "region", "product", "owner", "due_on", "next_step")


class ThreatChanged(Exception):
    """Somebody changed the threat since it was read; nothing was written. `threat` is as it is now."""

    def __init__(self, threat: Threat) -> None:
        super().__init__(_("The threat was changed in the meantime."))
        self.threat = threat


def add_threat(*, fields: Mapping[str, object], accounts: Iterable[Account], by: User, now: datetime) -> Threat:
    """A new threat with its owner, its day and its next step.

    Raises:
        PermissionDenied: the owner or one of the accounts is out of the person's sight.
        ValidationError: a threat must have an owner, a day and a next step; an event its day too.
    """
    _require_known(fields)
    named = list(accounts)
    with transaction.atomic():
        require_assignable(by, fields.get("owner"))
        _require_visible(by, named)
        threat = Threat(created_by=by, created_at=now, changed_at=now, moved_at=now, **fields)
        threat.full_clean(exclude=["created_by", "product"])
        threat.save()
        threat.accounts.set(named)
        ThreatStep.objects.create(threat=threat, at=now, by=by, next_step=threat.next_step, due_on=threat.due_on)
        _record("threat.added", threat, by=by, now=now, after=_plain(fields) | {"accounts": [one.pk for one in named]})
    return threat


def edit_threat(
    threat: Threat,
    *,
    changes: Mapping[str, object],
    accounts: Iterable[Account],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> Threat:
    """Change what is known of a threat. Accounts out of the person's sight stay named.

    Args:
        seen_at: `changed_at` that the person saw; None: whatever is there is overwritten.

    Raises:
        PermissionDenied: `by` may not change it, or does not see the new owner or a new account.
        ThreatChanged: somebody changed it after `seen_at`. ValidationError: a field must not be empty.
    """
    _require_known(changes)
    with transaction.atomic():
        current = locked(Threat.objects.select_related("owner__team"), threat.pk)
        require_threat_edit(by, current)
        if seen_at is not None and current.changed_at != seen_at:
            raise ThreatChanged(current)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        if "owner" in changed:
            require_assignable(by, changed["owner"])
        before = _plain({field: getattr(current, field) for field in changed})
        before_accounts, after_accounts = _name(current, accounts, by=by)
        if not changed and before_accounts == after_accounts:
            return current
        for field, value in changed.items():
            setattr(current, field, value)
        current.changed_at = now
        current.full_clean(exclude=["created_by", "product"])
        current.save(update_fields=[*changed, "changed_at"])
        after = _plain(changed)
        if before_accounts != after_accounts:
            before, after = before | {"accounts": before_accounts}, after | {"accounts": after_accounts}
        _record("threat.edited", current, by=by, now=now, before=before, after=after)
    return current


def note_step(threat: Threat, *, done: str, next_step: str, due_on: date, by: User, now: datetime) -> ThreatStep:
    """What was done, and what is next until when. A threat without a next step does not exist.

    Raises:
        PermissionDenied: `by` may not change it. ValidationError: it is closed, or there is no next step.
    """
    with transaction.atomic():
        current = locked(Threat.objects.select_related("owner__team"), threat.pk)
        require_threat_edit(by, current)
        _require_open(current)
        if not next_step.strip():
            raise ValidationError({"next_step": _("Say what is next, or close the threat with its outcome.")})
        made = ThreatStep.objects.create(
            threat=current, at=now, by=by, done=done.strip(), next_step=next_step.strip(), due_on=due_on
        )
        current.next_step, current.due_on = made.next_step, due_on
        current.changed_at = current.moved_at = now
        current.save(update_fields=["next_step", "due_on", "changed_at", "moved_at"])
        after = {"done": made.done, "next_step": made.next_step, "due_on": due_on.isoformat()}
        _record("threat.moved", current, by=by, now=now, after=after)
    return made


def close_threat(
    threat: Threat,
    *,
    outcome: str,
    learnt: str,
    lost_amount: Decimal | None,
    currency: str,
    by: User,
    now: datetime,
) -> Threat:
    """Write down what became of it, and what it cost a year.

    Raises:
        PermissionDenied: `by` may not change it.
        ValidationError: it is closed already, or what was lost in part or whole is said without what was learnt.
    """
    with transaction.atomic():
        current = locked(Threat.objects.select_related("owner__team"), threat.pk)
        require_threat_edit(by, current)
        _require_open(current)
        if not learnt.strip():
            raise ValidationError({"learnt": _("Say what was learnt; a sentence is enough.")})
        current.outcome, current.learnt, current.closed_at, current.changed_at = outcome, learnt.strip(), now, now
        is_loss = outcome in {Threat.Outcome.PARTLY, Threat.Outcome.LOST}
        current.lost_amount = lost_amount if is_loss else None
        current.lost_currency = currency if current.lost_amount is not None else ""
        current.full_clean(exclude=["created_by", "product"])
        wanted = ["outcome", "learnt", "closed_at", "changed_at", "lost_amount", "lost_currency"]
        current.save(update_fields=wanted)
        lost = None if current.lost_amount is None else str(current.lost_amount)
        _record("threat.closed", current, by=by, now=now, after={"outcome": outcome, "lost": lost})
    return current


def reopen_threat(threat: Threat, *, by: User, now: datetime) -> Threat:
    """Take the outcome back: it threatens again.

    Raises:
        PermissionDenied: `by` may not change it.
    """
    with transaction.atomic():
        current = locked(Threat.objects.select_related("owner__team"), threat.pk)
        require_threat_edit(by, current)
        if current.is_open:
            return current
        before = {"outcome": current.outcome, "lost": None if current.lost_amount is None else str(current.lost_amount)}
        current.outcome, current.closed_at, current.lost_amount, current.lost_currency = "", None, None, ""
        current.changed_at = current.moved_at = now
        wanted = ["outcome", "closed_at", "lost_amount", "lost_currency", "changed_at", "moved_at"]
        current.save(update_fields=wanted)
        _record("threat.reopened", current, by=by, now=now, before=before)
    return current


def _name(threat: Threat, accounts: Iterable[Account], *, by: User) -> tuple[list[int], list[int]]:
    """Let the threat name these accounts, beside those that the person does not see; ids before and after."""
    before = set(threat.accounts.values_list("pk", flat=True))
    wanted = {one.pk for one in accounts}
    _require_visible(by, Account.objects.filter(pk__in=wanted - before))
    out_of_sight = before - set(visible_accounts(by).filter(pk__in=before).values_list("pk", flat=True))
    after = wanted | out_of_sight
    if after != before:
        threat.accounts.set(after)
    return sorted(before), sorted(after)


def _require_visible(by: User, accounts: Iterable[Account]) -> None:
    ids = {one.pk for one in accounts}
    if ids and visible_accounts(by).filter(pk__in=ids).count() != len(ids):
        raise PermissionDenied(_("A threat names accounts that one sees."))


def _require_open(threat: Threat) -> None:
    if not threat.is_open:
        raise ValidationError(_("The threat is closed. Reopen it first."))


def _require_known(fields: Mapping[str, object]) -> None:
    for field in fields:
        if field not in FIELDS:
            raise ValueError(f"A field must be among {', '.join(FIELDS)}. Got {field!r}.")


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.pk if isinstance(value, models.Model) else value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
    }


def _record(
    verb: str,
    threat: Threat,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="threat", record_id=threat.pk, by=by, now=now, before=before, after=after)
