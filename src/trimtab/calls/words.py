"""Sentences about calls."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.calls.actions.plans import QUESTIONS
from trimtab.calls.commitments import verdict_on
from trimtab.calls.models import Call, Outcome
from trimtab.web import formats


def headline_of(call: Call, *, now: datetime) -> str:
    """The answer to: what is with this call?"""
    if call.is_canceled:
        return _("This call does not take place.")
    if call.outcome:
        return said_of(call)
    when = formats.moment(call.starts_at)
    if call.is_over(now):
        return _("The call of %(when)s is over, and what came of it is not said yet.") % {"when": when}
    missing = missing_of(call)
    if missing:
        text = ngettext(
            "The call of %(when)s has no plan yet: %(count)s thing is missing.",
            "The call of %(when)s has no plan yet: %(count)s things are missing.",
            len(missing),
        )
        return text % {"when": when, "count": formats.whole(len(missing))}
    return _("The call of %(when)s is planned. We ask for this: %(best)s") % {"when": when, "best": asked_in(call)}


def asked_in(call: Call) -> str:
    """The step that the customer is asked for: the best one, where it is one of theirs."""
    steps = [text for text in (call.best, call.minimum) if verdict_on(text).is_step_of_theirs]
    return steps[0] if steps else ""


def missing_of(call: Call) -> list[str]:
    """What a plan still needs, as next steps."""
    found = []
    if not call.purpose.strip():
        found.append(_("Say what the customer has from it: the purpose as they see it."))
    if not asked_in(call):
        found.append(_("Name one step that the customer is asked to take."))
    if not any(getattr(call, name).strip() for name in QUESTIONS):
        found.append(_("Write down one question."))
    return found


def said_of(call: Call) -> str:
    """What came of it, in a sentence."""
    when = formats.moment(call.starts_at)
    said = {
        Outcome.ADVANCE: _("%(when)s: an advance. The customer takes a step."),
        Outcome.CONTINUATION: _("%(when)s: a continuation. The talk goes on, and the customer takes no step."),
        Outcome.REFUSAL: _("%(when)s: a refusal."),
    }
    return said[Outcome(call.outcome)] % {"when": when}


def week_headline(*, to_plan: int, planned: int, to_debrief: int) -> str:
    """The answer of the list of calls."""
    if not to_plan + planned + to_debrief:
        return _("Nothing is coming up, and nothing waits for a debrief.")
    said = {
        "to_plan": formats.whole(to_plan),
        "planned": formats.whole(planned),
        "to_debrief": formats.whole(to_debrief),
    }
    return (
        _("Coming up: %(to_plan)s without a plan, %(planned)s planned. Over and not debriefed: %(to_debrief)s.") % said
    )


def opportunity_headline(calls: Sequence[Call], *, now: datetime) -> str:
    """The answer on the page of one opportunity."""
    ahead = sorted((one for one in calls if not one.is_over(now)), key=lambda one: one.starts_at)
    said = [one for one in calls if one.outcome]
    first = (
        _("The next call is on %(when)s: %(title)s.") % {"when": formats.moment(ahead[0].starts_at), "title": ahead[0]}
        if ahead
        else _("No call is planned.")
    )
    row = without_advance(one.outcome for one in said)
    if row > 1:
        text = _("The last %(count)s calls brought no advance.") % {"count": formats.whole(row)}
        return f"{first} {text}"
    if not said:
        return first
    brought = _("The last one brought: %(outcome)s.") % {"outcome": said[0].get_outcome_display()}
    return f"{first} {brought}"


def without_advance(outcomes: Iterable[str]) -> int:
    """How many of these outcomes, newest first, come before the first advance."""
    count = 0
    for outcome in outcomes:
        if outcome == Outcome.ADVANCE:
            break
        count += 1
    return count
