"""What a customer wishes otherwise on the shared agenda, and what we answer."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.calls.models import Call, Wish
from trimtab.calls.policy import RELATED, require_call_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User

MOST_OPEN = 20  # unanswered wishes of one call


class TooManyWishes(Exception):
    """There are as many unanswered wishes as anybody reads."""

    def __init__(self) -> None:
        super().__init__(_("Many wishes wait for an answer already. Please write to the person who invited you."))


def wish_otherwise(call: Call, *, name: str, point: str = "", starts_at: datetime | None = None, now: datetime) -> Wish:
    """Somebody of the customer wishes for a point or another time. Posted twice, it is once.

    Nobody is signed in: whoever has the link writes, and the call itself stays as it is until one of us answers.

    Raises:
        TooManyWishes: nobody answered the last ones.
        ValidationError: the call is called off or over, or the time lies behind.
    """
    with transaction.atomic():
        current = locked(Call.objects.all(), call.pk)
        if current.is_canceled or current.is_over(now):
            raise ValidationError(_("This meeting is over or does not take place."))
        if starts_at is not None and starts_at <= now:
            raise ValidationError(_("That time is in the past. Choose a later one."))
        waiting = Wish.objects.filter(call=current, answered_at=None)
        found = waiting.filter(name=name, point=point, starts_at=starts_at).first()
        if found is not None:
            return found
        if waiting.count() >= MOST_OPEN:
            raise TooManyWishes
        made = Wish.objects.create(call=current, name=name, point=point, starts_at=starts_at, at=now)
        after = {"name": name, "point": point, "starts_at": starts_at.isoformat() if starts_at else None}
        record_event("call.wished_otherwise", record="call", record_id=call.pk, by=None, now=now, after=after)
    return made


def answer_wish(wish: Wish, *, grant: bool, by: User, now: datetime) -> Wish:
    """Take what the customer wished into the call, or leave it; answered once.

    Raises:
        PermissionDenied: `by` may not change the call.
        ValidationError: the time that was wished for has passed.
    """
    with transaction.atomic():
        call = locked(Call.objects.select_related(*RELATED), wish.call_id)
        require_call_edit(by, call)
        current = Wish.objects.get(pk=wish.pk)
        if current.answered_at is not None:
            return current
        if grant:
            _take_over(call, current, now=now)
        current.answered_at, current.answered_by, current.is_granted = now, by, grant
        current.save(update_fields=["answered_at", "answered_by", "is_granted"])
        after = {"wish": wish.pk, "granted": grant}
        record_event("call.wish_answered", record="call", record_id=call.pk, by=by, now=now, after=after)
    return current


def _take_over(call: Call, wish: Wish, *, now: datetime) -> None:
    if wish.starts_at is not None:
        if wish.starts_at <= now:
            raise ValidationError(_("That time has passed. Agree on another one."))
        call.starts_at = wish.starts_at
    if wish.point and wish.point not in call.points.splitlines():
        call.points = "\n".join(filter(None, [call.points.strip(), wish.point]))
    call.sequence, call.changed_at = call.sequence + 1, now
    call.save(update_fields=["starts_at", "points", "sequence", "changed_at"])
