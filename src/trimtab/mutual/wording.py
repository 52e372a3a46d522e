"""What the numbers of a plan mean, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.mutual.models import MutualPlan, Step
from trimtab.mutual.queries import PlanStanding
from trimtab.mutual.schedule import ENOUGH, Pace, Schedule
from trimtab.mutual.shipped import KINDS
from trimtab.web import formats

SURE = 0.95
TIGHT = 0.5  # of own steps, done within what the date leaves


@dataclass(frozen=True)
class Need:
    """What a date asks of a step. `share` of own steps were that fast; None: too few to tell."""

    step: Step
    text: str
    share: float | None

    @property
    def is_tight(self) -> bool:
        return self.share is not None and self.share < TIGHT


def headline(standing: PlanStanding) -> str:
    """The answer first: how far, what next, and by when."""
    if not standing.steps:
        return _("The plan has no steps yet.")
    following = standing.next_step
    far = ngettext("%(done)d of %(all)d step is done.", "%(done)d of %(all)d steps are done.", len(standing.steps))
    said = [far % {"done": standing.done, "all": len(standing.steps)}]
    if following is None:
        return said[0]
    if following.due_on:
        said.append(_("Next: %(step)s, by %(day)s.") % {"step": following.title, "day": formats.day(following.due_on)})
    else:
        said.append(_("Next: %(step)s, without a date.") % {"step": following.title})
    return " ".join([*said, date_said(standing.plan, standing.today)])


def date_said(plan: MutualPlan, today: date) -> str:
    """When the customer wants to have something of it."""
    if plan.value_on is None:
        return _("When the customer wants value by is not known: ask, since all dates follow that one.")
    days = (plan.value_on - today).days
    if days < 0:
        return ngettext(
            "The customer's date passed %(days)d day ago.", "The customer's date passed %(days)d days ago.", -days
        ) % {"days": -days}
    said = ngettext(
        "The customer wants value by %(day)s, in %(days)d day.",
        "The customer wants value by %(day)s, in %(days)d days.",
        days,
    )
    return said % {"day": formats.day(plan.value_on), "days": days}


def chance_said(standing: PlanStanding) -> list[str]:
    """Whether what remains fits, and what that rests on."""
    found = standing.schedule
    if found is None:
        return [_("Nothing remains to be done.")] if standing.steps else []
    said = [_path_said(found, standing.steps)]
    if found.chance is None:
        return [*said, _("Without the customer's date there is no chance to tell.")]
    share = share_said(found.chance)
    if found.is_own:
        said.append(
            _("Drawn from how long our own steps took (n=%(n)d or more of each kind), %(share)s of runs end by then.")
            % {"share": share, "n": found.cases}
        )
    else:
        said.append(
            _("Cannot tell from our own steps: fewer than %(enough)d were completed of %(kinds)s.")
            % {"enough": ENOUGH, "kinds": ", ".join(guessed_kinds(standing))}
        )
        said.append(
            _("With our assumptions in their place it would be %(share)s; read that as a rough guide.")
            % {"share": share}
        )
    return said


def share_said(chance: float) -> str:
    """A chance in percent; what a few cases cannot show is not said: nine of them know of nothing rarer."""
    if chance > SURE:
        return _("more than %(share)s") % {"share": formats.percent(SURE)}
    if chance < 1 - SURE:
        return _("less than %(share)s") % {"share": formats.percent(1 - SURE)}
    return formats.percent(chance)


def guessed_kinds(standing: PlanStanding) -> list[str]:
    """The kinds of step whose pace is assumed."""
    guessed = set(standing.schedule.guessed) if standing.schedule else set()
    return list(dict.fromkeys(str(KINDS[one.kind]) for one in standing.steps if one.pk in guessed))


def needs(standing: PlanStanding, known: Mapping[str, Pace]) -> Iterator[Need]:
    """For each remaining step with a date: what was usual, and how rare a run this date needs."""
    dates = {one.pk: one.due_on for one in standing.remaining}
    for step in standing.remaining:
        if step.due_on is None:
            continue
        before = [day for pk in standing.waits.get(step.pk, ()) if (day := dates.get(pk))]
        start = max([standing.today, *before])
        elapsed = max((standing.today - step.begun_on).days, 0) if step.begun_on else 0
        yield _need(step, known[step.kind], days=(step.due_on - start).days + elapsed, elapsed=elapsed)


def conflicts(standing: PlanStanding) -> Iterator[str]:
    """What cannot be: a step due before one that it waits for, a date behind the customer's, a step done too early."""
    by_pk = {one.pk: one for one in standing.steps}
    for step in standing.remaining:
        for other in (by_pk[pk] for pk in sorted(standing.waits.get(step.pk, ())) if pk in by_pk):
            if not other.is_done and step.due_on and other.due_on and step.due_on < other.due_on:
                yield _("“%(step)s” is due on %(day)s, before “%(other)s” on %(then)s, which it waits for.") % {
                    "step": step.title,
                    "day": formats.day(step.due_on),
                    "other": other.title,
                    "then": formats.day(other.due_on),
                }
        value_on = standing.plan.value_on
        if step.due_on and value_on and step.due_on > value_on and step.kind != "value_review":
            yield _("“%(step)s” is due on %(day)s, after the customer's date.") % {
                "step": step.title,
                "day": formats.day(step.due_on),
            }


def _need(step: Step, pace: Pace, *, days: int, elapsed: int) -> Need:
    share = pace.share_within(days, elapsed=elapsed)
    if share is None:
        return Need(
            step,
            _("Cannot tell yet (n=%(n)d). Assumed: %(days)d days.") % {"n": pace.n, "days": pace.median},
            None,
        )
    took = _("Took %(days)d days at the median (n=%(n)d); this date leaves %(left)d.") % {
        "days": pace.median,
        "n": pace.n,
        "left": max(days, 0),
    }
    return Need(step, f"{took} {_run_said(share)}", share)


def _run_said(share: float) -> str:
    if share >= TIGHT:
        return _("That is enough for %(share)s of them.") % {"share": formats.percent(share)}
    if share == 0:
        return _("None of ours was that fast.")
    return _("It needs a 1-in-%(times)d run.") % {"times": round(1 / share)}


def _path_said(found: Schedule, steps: Sequence[Step]) -> str:
    titles = {one.pk: one.title for one in steps}
    path = " → ".join(titles[pk] for pk in found.critical)
    said = _("What takes longest: %(path)s, %(days)d days at the median.") % {"path": path, "days": found.likely}
    if found.to_go is None:
        return said
    if found.short_by > 0:
        return f"{said} " + ngettext(
            "That is %(days)d day more than there is.", "That is %(days)d days more than there are.", found.short_by
        ) % {"days": found.short_by}
    return f"{said} " + ngettext("%(days)d day is to spare.", "%(days)d days are to spare.", -found.short_by) % {
        "days": -found.short_by
    }
