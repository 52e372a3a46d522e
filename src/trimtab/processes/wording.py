"""What the figures of a process say, in sentences. Nothing here is kept."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.processes.models import Milestone
from trimtab.processes.progress import TOO_EARLY
from trimtab.processes.standing import AnsweredStep, Progress
from trimtab.web import formats


def headline(found: Progress) -> str:
    """Where it stands by the answers, and when it can close."""
    said: dict[str, object] = {"day": formats.day(found.close_on), "of": len(found.steps)}
    if not found.opportunity.is_open:
        said["stage"] = found.opportunity.stage
        return _closed(found, said)
    if found.current is None:
        return _("All %(of)s steps are passed: what remains is to close it.") % said
    said |= {"step": found.current.step.label, "number": found.index + 1}
    if found.pause:
        return _("Paused in step %(number)s of %(of)s, %(step)s; it could close on %(day)s at the earliest.") % said
    return _("By the answers it stands in step %(number)s of %(of)s, %(step)s, and can close on %(day)s.") % said


def _closed(found: Progress, said: dict[str, object]) -> str:
    if found.current is None:
        return _("It is closed as %(stage)s; all %(of)s steps are passed.") % said
    said |= {"step": found.current.step.label, "number": found.index + 1}
    return _("It is closed as %(stage)s; by the answers it stands in step %(number)s of %(of)s, %(step)s.") % said


def differences(found: Progress) -> Iterator[str]:
    """Why stage and date as stated differ from those computed; nothing of what is closed."""
    if not found.opportunity.is_open:
        return
    yield from _of_stage(found)
    yield from _of_date(found)
    if found.is_paradox and found.current:
        yield _(
            "Steps after %(step)s are done already, but by the rule their days still count. If %(step)s were completed "
            "now, it could close on %(day)s."
        ) % {"step": found.current.step.label, "day": formats.day(found.close_if_completed_on)}


def what_holds(step: AnsweredStep) -> Iterator[str]:
    """What still keeps the opportunity in this step."""
    if not step.gate.reaches_threshold:
        said = {"share": formats.percent(step.share), "needed": formats.percent(step.step.threshold / 100)}
        yield _("%(share)s of it is true; %(needed)s are needed.") % said
    if not step.gate.mandatory_true:
        names = "; ".join(one.milestone.label for one in step.open_mandatory)
        yield _("Mandatory and not yet true with evidence: %(names)s.") % {"names": names}
    if step.gate.reaches_threshold and step.gate.mandatory_true and not step.gate.next_touched:
        yield _("Nothing of the next step is answered yet: one answer there is enough.")


def warnings(found: Progress) -> Iterator[tuple[str, str]]:
    """What to look at, each with its mark; nothing of what is closed."""
    if not found.opportunity.is_open:
        return
    for one in found.regressed:
        yield "bad", _("A step that was passed has a No again: %(text)s.") % {"text": one.milestone.label}
    overrun = found.overrun
    if overrun is not None and overrun > 1 and found.current:
        said = {"age": formats.days(found.age), "due": formats.days(found.current.step.duration)}
        yield "warn", _("This step lasts %(age)s already and should take %(due)s.") % said
    if found.stuffed:
        stuffed = {"count": found.stuffed.answers, "of": found.stuffed.of, "day": formats.day(found.stuffed.on)}
        yield "warn", _("%(count)s of %(of)s answers were given on one day, %(day)s.") % stuffed
    if found.silent is not None and found.silent >= 21:
        yield "warn", _("No answer changed for %(days)s.") % {"days": formats.days(found.silent)}
    if found.superseded == "version":
        yield "quiet", _("A newer version of this process is in use.")
    if found.superseded == "process":
        yield "quiet", _("By its kind, size or account it would follow another process now.")


def who_does(milestone: Milestone) -> str:
    """Who does it, on which side."""
    side = _("the customer") if milestone.side == Milestone.Side.THEIRS else _("we")
    return _("%(side)s: %(role)s") % {"side": side, "role": milestone.role_text} if milestone.role_text else side


def _of_stage(found: Progress) -> Iterator[str]:
    stated, current = found.stated, found.current
    if stated is None:
        if any(found.outline.step_of_stage):
            yield _("The stage “%(stage)s” means no step of this process.") % {"stage": found.opportunity.stage}
        return
    if found.stated_index == found.index or current is None:
        return
    said = {"stage": found.opportunity.stage, "stated": stated.step.label, "step": current.step.label}
    if (found.stated_index or 0) > found.index:
        reason = next(what_holds(current), "")
        yield _("The stage “%(stage)s” means %(stated)s; the answers say %(step)s.") % said + f" {reason}"
    else:
        yield _("The answers are further, at %(step)s, than the stage “%(stage)s” says.") % said


def _of_date(found: Progress) -> Iterator[str]:
    if not found.days_later:
        return
    if abs(found.days_later) <= TOO_EARLY:
        return
    said = {"stated": formats.day(found.opportunity.close_on), "days": _days(abs(found.days_later))}
    if found.days_later < 0:
        yield _("The stated date, %(stated)s, is %(days)s after what the steps still need.") % said
        return
    yield _("The stated date, %(stated)s, is %(days)s too early for what the steps still need.") % said + _rest(found)


def _days(count: int) -> str:
    """In a sentence the word stands whole."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": formats.whole(count)}


def _rest(found: Progress) -> str:
    if found.current is None:
        return ""
    later = sum(one.step.duration for one in found.steps[found.index + 1 :])
    here = float(found.days_left) - later
    said = {"here": _days(round(here)), "step": found.current.step.label, "later": _days(later)}
    steps = len(found.steps) - found.index - 1
    if not steps:
        return " " + _("%(step)s still needs %(here)s.") % said
    return " " + ngettext(
        "%(step)s still needs %(here)s, and the %(count)s step after it %(later)s.",
        "%(step)s still needs %(here)s, and the %(count)s steps after it %(later)s.",
        steps,
    ) % (said | {"count": steps})
