"""Findings for the sample, and what its people answered to some."""

from datetime import datetime, timedelta

from trimtab.objectives.models import Action
from trimtab.people.models import User
from trimtab.rulebook import actions
from trimtab.rulebook.looking import look_at_all
from trimtab.rulebook.models import Finding, Look, Reply
from trimtab.rulebook.rules import Level


def look_for_sample(seller: User, *, now: datetime) -> int:
    """Let the rules look once, and let the seller answer to two of what they find; how much they find."""
    if Look.objects.exists():
        return Finding.objects.current().count()
    looked = look_at_all(now=now)
    mine = Finding.objects.current().filter(opportunity__owner=seller).exclude(level=Level.POSITIVE)
    found = list(mine.select_related("opportunity__owner__team", "opportunity__account").order_by("level", "pk")[:2])
    today = now.date()
    if found and not Reply.objects.exists():
        fields = {"subject": "Ask what has to happen, and set the date that follows", "intent": Action.Intent.LEARN}
        actions.take_up(found[0], fields={**fields, "due_on": today + timedelta(days=3)}, by=seller, now=now)
    if len(found) > 1:
        until = today + timedelta(days=7)
        actions.put_off(found[1], until_on=until, reason="They are away this week.", by=seller, now=now, today=today)
    return looked.current
