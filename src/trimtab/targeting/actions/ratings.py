"""What somebody says of one factor of an account, with why."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import require_account_edit
from trimtab.core.audit import record_event
from trimtab.evidence.actions import add_evidence
from trimtab.people.models import User
from trimtab.targeting.actions.scoring import score_again
from trimtab.targeting.factors import LEVELS
from trimtab.targeting.models import Rating


def rate(
    account: Account, factor: str, *, level: str, evidence: Mapping[str, object], by: User, now: datetime
) -> Rating:
    """Say that a factor of the account is high, medium or low; the earlier answer stays readable.

    Args:
        evidence: kind, note, place, link, told_by, happened_on: how we know.

    Raises:
        PermissionDenied: `by` may not change the account.
        ValidationError: there is no such level.
    """
    require_account_edit(by, account)
    if level not in LEVELS:
        raise ValidationError(_("An answer is high, medium or low."))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        present = Rating.objects.filter(account=account, factor=factor, superseded_at__isnull=True).first()
        if present is not None:
            present.superseded_at = now
            present.save(update_fields=["superseded_at"])
        made = Rating.objects.create(account=account, factor=factor, level=level, by=by, at=now)
        add_evidence(
            record="account",
            record_id=account.pk,
            subject=f"factor:{factor}",
            value=level,
            fields=evidence,
            by=by,
            now=now,
        )
        record_event(
            "account.rated",
            record="account",
            record_id=account.pk,
            by=by,
            now=now,
            before={factor: present.level} if present else {},
            after={factor: level},
        )
        score_again(now=now, accounts=[account.pk])
    return made
