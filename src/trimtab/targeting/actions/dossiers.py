"""Targets and their moves, facts of dossiers, signs."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import require_account_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.targeting.models import DossierFact, Sign, Target, TargetMove


class TargetMoved(ValidationError):
    """Somebody else moved it meanwhile. target: as it is now."""

    def __init__(self, target: Target) -> None:
        super().__init__(
            _("%(account)s was not moved: it was changed in the meantime. It is in %(step)s now.")
            % {"account": target.account, "step": target.get_step_display()}
        )
        self.target = target


def add_target(account: Account, *, why: str, by: User, now: datetime) -> Target:
    """Put an account on the board; one that was there once comes back.

    Raises:
        PermissionDenied: `by` may not change the account.
    """
    require_account_edit(by, account)
    with transaction.atomic():
        fields = {"why": why, "step_since": now, "changed_at": now, "archived_at": None, "step": Target.Step.SPOTTED}
        made, is_new = Target.objects.get_or_create(account=account, defaults={**fields, "created_at": now})
        if not is_new and made.archived_at is None:
            return made
        if not is_new:
            Target.objects.filter(pk=made.pk).update(**fields)
            made.refresh_from_db()
        TargetMove.objects.create(target=made, after=made.step, why=why, by=by, at=now)
        _record("target.added", account, by=by, now=now, after={"step": made.step, "why": why})
    return made


def move_target(
    target: Target, *, step: str, why: str, revisit_on: date | None, seen_at: datetime, by: User, now: datetime
) -> Target:
    """Move a target to another step.

    Raises:
        PermissionDenied: `by` may not change the account.
        ValidationError: it is released without a reason.
        TargetMoved: somebody else moved it meanwhile.
    """
    require_account_edit(by, target.account)
    if step == Target.Step.RELEASED and not why.strip():
        raise ValidationError({"why": _("Say why it is released; whoever looks again will ask.")})
    with transaction.atomic():
        present = locked(Target.objects.select_related("account"), target.pk)
        if present.changed_at != seen_at:
            raise TargetMoved(present)
        before = present.step
        present.step, present.revisit_on, present.changed_at = step, revisit_on, now
        if before != step:
            present.step_since = now
            TargetMove.objects.create(target=present, before=before, after=step, why=why.strip(), by=by, at=now)
        present.save(update_fields=["step", "revisit_on", "changed_at", "step_since"])
        _record(
            "target.moved", present.account, by=by, now=now, before={"step": before}, after={"step": step, "why": why}
        )
    return present


def drop_target(target: Target, *, by: User, now: datetime) -> None:
    """Take it off the board; nothing is deleted."""
    require_account_edit(by, target.account)
    if target.archived_at is not None:
        return
    with transaction.atomic():
        Target.objects.filter(pk=target.pk).update(archived_at=now, changed_at=now)
        _record("target.dropped", target.account, by=by, now=now, before={"step": target.step})


def add_fact(account: Account, *, fields: Mapping[str, object], by: User, now: datetime) -> DossierFact:
    """Write something down that is known of an account.

    Args:
        fields: heading, text, source, link, known_on, confidence.
    """
    require_account_edit(by, account)
    with transaction.atomic():
        made = DossierFact.objects.create(account=account, by=by, recorded_at=now, **fields)
        _record("dossier_fact.added", account, by=by, now=now, after={"heading": made.heading, "text": made.text})
    return made


def withdraw_fact(fact: DossierFact, *, by: User, now: datetime) -> None:
    """It does not stand any more; it stays in the history."""
    require_account_edit(by, fact.account)
    if fact.withdrawn_at is not None:
        return
    with transaction.atomic():
        DossierFact.objects.filter(pk=fact.pk).update(withdrawn_at=now)
        before = {"heading": fact.heading, "text": fact.text}
        _record("dossier_fact.withdrawn", fact.account, by=by, now=now, before=before)


def add_sign(account: Account, *, fields: Mapping[str, object], by: User, now: datetime) -> Sign:
    """Define what one watches for at an account.

    Args:
        fields: kind, watch_for, play, strength, look_on.
    """
    require_account_edit(by, account)
    with transaction.atomic():
        made = Sign.objects.create(account=account, by=by, recorded_at=now, **fields)
        _record("sign.added", account, by=by, now=now, after={"watch_for": made.watch_for, "kind": made.kind})
    return made


def see_sign(sign: Sign, *, seen_on: date, source: str, by: User, now: datetime) -> None:
    """It happened."""
    require_account_edit(by, sign.account)
    with transaction.atomic():
        Sign.objects.filter(pk=sign.pk).update(seen_on=seen_on, source=source)
        after = {"watch_for": sign.watch_for, "seen_on": seen_on.isoformat(), "source": source}
        _record("sign.seen", sign.account, by=by, now=now, after=after)


def close_sign(sign: Sign, *, by: User, now: datetime) -> None:
    """Nobody watches for it any more, or what was to be done about it is done."""
    require_account_edit(by, sign.account)
    if sign.closed_at is not None:
        return
    with transaction.atomic():
        Sign.objects.filter(pk=sign.pk).update(closed_at=now)
        _record("sign.closed", sign.account, by=by, now=now, before={"watch_for": sign.watch_for})


def _record(
    verb: str,
    account: Account,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="account", record_id=account.pk, by=by, now=now, before=before, after=after)
