"""What delivery must know: written, and given to who delivers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.competition.policy import require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.outcomes.models import HandOver
from trimtab.people.models import User


class HandOverChanged(Exception):
    """Somebody wrote since the person looked; nothing was written. `hand_over` is as it is now."""

    def __init__(self, hand_over: HandOver) -> None:
        super().__init__(_("The hand-over was changed in the meantime."))
        self.hand_over = hand_over


def write_hand_over(
    opportunity: Opportunity, *, texts: Mapping[str, str], by: User, now: datetime, seen_at: datetime | None = None
) -> HandOver:
    """Write what delivery must know; returns it as it is now.

    Args:
        texts: any of HandOver.TEXTS. seen_at: `changed_at` of what the person saw; None: there was nothing.

    Raises:
        HandOverChanged: something else stands. PermissionDenied: `by` may not change the deal.
        ValidationError: the deal was not won.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team", "account"), opportunity.pk)
        require_competition_edit(by, current)
        if current.status != Stage.Kind.WON:
            raise ValidationError(_("Only a deal that was won is handed over."))
        stands = HandOver.objects.filter(opportunity=current).first()
        if stands is not None and stands.changed_at != seen_at:
            raise HandOverChanged(stands)
        made = stands or HandOver(opportunity=current)
        after = {name: texts[name].strip() for name in HandOver.TEXTS if name in texts}
        after = {name: text for name, text in after.items() if stands is None or getattr(made, name) != text}
        if stands is not None and not after:
            return stands
        before = {name: getattr(made, name) for name in after} if stands else {}
        for name, text in after.items():
            setattr(made, name, text)
        made.changed_by, made.changed_at = by, now
        made.save()
        names: dict[str, Any] = {"record": "hand_over", "record_id": made.pk, "by": by, "now": now}
        record_event("hand_over.written", **names, before=before, after=after | {"opportunity": current.pk})
    return made


def give_hand_over(hand_over: HandOver, *, to: User, by: User, now: datetime) -> None:
    """It is given to who delivers.

    Raises:
        PermissionDenied: `by` may not change the deal.
    """
    with transaction.atomic():
        current = locked(HandOver.objects.select_related("opportunity__owner__team", "given_to"), hand_over.pk)
        require_competition_edit(by, current.opportunity)
        if current.given_to_id == to.pk:
            return
        before = {"given_to": current.given_to_id}
        current.given_to, current.given_at, current.changed_at = to, now, now
        current.save(update_fields=["given_to", "given_at", "changed_at"])
        names: dict[str, Any] = {"record": "hand_over", "record_id": current.pk, "by": by, "now": now}
        record_event("hand_over.given", **names, before=before, after={"given_to": to.pk})
