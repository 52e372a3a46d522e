"""All that is taken down after a call, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.calls.actions.debriefs import Promised, confirm_insight, note_commitment, note_learned
from trimtab.calls.actions.plans import plan_call
from trimtab.calls.models import Call, Opening
from trimtab.core.models import Organisation
from trimtab.discovery.models import Insight
from trimtab.people.models import User
from trimtab.relationships.actions import JudgedMeanwhile, judge
from trimtab.relationships.models import Member


@dataclass(frozen=True)
class Judged:
    """One attribute of one of theirs, as the person saw it and as it is judged now."""

    member: Member
    attribute: str
    seen: str
    value: str


@dataclass(frozen=True)
class NextCall:
    """When it goes on, and under which title."""

    starts_at: datetime
    title: str


@dataclass(frozen=True)
class Said:
    """What somebody takes down after a call."""

    learned: str = ""
    gained: bool | None = None
    promised: Sequence[Promised] = field(default_factory=tuple)
    judged: Sequence[Judged] = field(default_factory=tuple)
    confirmed: Sequence[Insight] = field(default_factory=tuple)
    told_by: Contact | None = None
    next_call: NextCall | None = None


def take_down(call: Call, said: Said, *, by: User, now: datetime) -> Call | None:
    """Keep all of it through the actions of each room, or nothing; returns the next call, where one was agreed.

    Raises:
        PermissionDenied: `by` may not change the call, the map of people or the board of insights.
        ValidationError: something does not fit, or somebody judged a person anew meanwhile.
    """
    with transaction.atomic():
        note_learned(call, learned=said.learned, gained=said.gained, by=by, now=now)
        for promised in said.promised:
            note_commitment(call, promised, by=by, now=now)
        for judged in said.judged:
            _judge(call, judged, by=by, now=now)
        for insight in said.confirmed:
            confirm_insight(call, insight, told_by=said.told_by, by=by, now=now)
        return _plan_next(call, said.next_call, by=by, now=now) if said.next_call else None


def _judge(call: Call, judged: Judged, *, by: User, now: datetime) -> None:
    day = call.starts_at.astimezone(Organisation.get().zone).date()
    heard = {"kind": "observed", "note": call.title, "told_by": judged.member.contact, "happened_on": day}
    try:
        judge(
            judged.member,
            attribute=judged.attribute,
            value=judged.value,
            seen=judged.seen,
            evidence=heard if judged.value else None,
            by=by,
            now=now,
        )
    except JudgedMeanwhile as meanwhile:
        raise ValidationError(
            _("Somebody judged %(person)s anew meanwhile. Look at the map, then say it again.")
            % {"person": judged.member}
        ) from meanwhile


def _plan_next(call: Call, wanted: NextCall, *, by: User, now: datetime) -> Call:
    """With the same people, beginning with what was agreed in this one."""
    attendees = list(call.attendees.select_related("contact", "user").order_by("pk"))
    fields = {name: getattr(call, name) for name in ("zone", "minutes", "channel", "place", "step")}
    fields |= {"title": wanted.title, "starts_at": wanted.starts_at, "opening": Opening.RECAP}
    fields |= {
        "contacts": [one.contact for one in attendees if one.contact is not None],
        "colleagues": [one.user for one in attendees if one.user is not None],
        "insights": list(call.insights.filter(state="unconfirmed")),
    }
    return plan_call(fields=fields, opportunity=call.opportunity, account=call.account, follows=call, by=by, now=now)
