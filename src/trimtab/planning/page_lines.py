"""The one page that proves the plan changed the calendar: at most twelve lines, each with what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.opportunities.models import Activity
from trimtab.planning.cadence import AHEAD, Life
from trimtab.planning.completeness import Completeness
from trimtab.planning.models import Plan
from trimtab.planning.reach import Reach
from trimtab.planning.scorecard import Scorecard
from trimtab.web import formats

MOST_LINES = 12
MOST_NAMES = 4


@dataclass(frozen=True)
class PageLine:
    """One line: its state (good, warn, bad, quiet), what it says, and where one acts on it."""

    state: str
    label: str
    text: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Shown:
    """What the lines are made of."""

    reach: Reach
    life: Life
    completeness: Completeness
    scorecard: Scorecard | None

    @property
    def plan(self) -> Plan:
        return self.reach.plan


def lines_of(shown: Shown) -> list[PageLine]:
    """The lines, what changed first; never more than twelve."""
    makers: tuple[Callable[[Shown], Iterator[PageLine]], ...] = (
        _proof,
        _ahead,
        _deeds,
        _unmet,
        _review,
        _target,
        _completeness,
        _decay,
    )
    return [line for make in makers for line in make(shown)][:MOST_LINES]


def _proof(shown: Shown) -> Iterator[PageLine]:
    life = shown.life
    days, since, before = life.days_of_proof, life.met_since, life.met_before
    said = {"days": formats.days(days), "since": formats.whole(since), "before": formats.whole(before)}
    text = (
        _("%(since)s meetings and calls in the %(days)s since the plan began; %(before)s in the %(days)s before.")
        % said
    )
    yield PageLine("good" if since > before else "warn" if since else "bad", _("What it changed"), text)


def _ahead(shown: Shown) -> Iterator[PageLine]:
    life, label = shown.life, _("Next %(days)s days") % {"days": AHEAD}
    if not life.ahead_count:
        text = _("No meeting in the next %(days)s days serves this plan.") % {"days": AHEAD}
        yield PageLine("bad", label, text, action_url(shown.reach, _("Agree on a meeting")), _("Plan one"))
        return
    text = ngettext(
        "%(count)s meeting or call serves this plan.", "%(count)s meetings or calls serve this plan.", life.ahead_count
    ) % {"count": life.ahead_count}
    yield PageLine("good", label, text)
    for meeting in life.ahead:
        yield PageLine("quiet", formats.day(meeting.at), str(meeting), _url_of(meeting), _("Open"))


def _deeds(shown: Shown) -> Iterator[PageLine]:
    deeds, label = shown.life.deeds, _("Actions")
    if deeds.overdue:
        said = {"count": formats.whole(deeds.overdue), "open": formats.whole(deeds.open)}
        text = _("%(count)s of %(open)s open actions are overdue.") % said
        yield PageLine("bad", label, text, _deeds_url(shown), _("Open"))
    elif deeds.open:
        text = ngettext("%(count)s open action, none overdue.", "%(count)s open actions, none overdue.", deeds.open)
        yield PageLine("good", label, text % {"count": formats.whole(deeds.open)}, _deeds_url(shown), _("Open"))
    else:
        text = _("No action is open: nothing follows from this plan yet.")
        yield PageLine("warn", label, text, action_url(shown.reach, ""), _("Plan an action"))
    following = next(iter(deeds.next), None)
    if following is not None and following.due_on is not None:
        state = "bad" if following.due_on < shown.life.today else "quiet"
        yield PageLine(state, formats.day(following.due_on), str(following), _deeds_url(shown), _("Open"))


def _unmet(shown: Shown) -> Iterator[PageLine]:
    people = shown.life.unmet
    if people:
        names = ", ".join(one.name for one in people[:MOST_NAMES])
        text = ngettext(
            "%(names)s has a say and was not met for 90 days.",
            "%(names)s have a say and were not met for 90 days.",
            len(people),
        ) % {"names": names}
        yield PageLine("bad", _("Not met"), text, reverse("contact", args=[people[0].pk]), _("Open"))


def _review(shown: Shown) -> Iterator[PageLine]:
    life = shown.life
    url, label = reverse("plan-changes", args=[shown.plan.pk]), _("Review")
    if life.review_overdue:
        said = {"day": formats.day(life.review_due_on), "days": formats.days(life.review_overdue)}
        text = _("Was due on %(day)s and is %(days)s late.") % said
        yield PageLine("bad", label, text, url, _("Review it"))
        return
    text = _("Next on %(day)s.") % {"day": formats.day(life.review_due_on)}
    yield PageLine("good", label, text, url, _("What changed"))


def _target(shown: Shown) -> Iterator[PageLine]:
    card, url = shown.scorecard, reverse("plan-periods", args=[shown.plan.pk])
    if card is None or card.attained is None:
        yield PageLine("quiet", _("Target"), _("No revenue target is set."), url, _("Set it"))
        return
    said = {"share": formats.percent(card.attained), "time": formats.percent(card.elapsed)}
    text = _("%(share)s of the target is won with %(time)s of the time gone.") % said
    yield PageLine("good" if card.pace == "ahead" else "bad", _("Target"), text, url, _("Open"))


def _completeness(shown: Shown) -> Iterator[PageLine]:
    found = shown.completeness
    if found.mean is None:
        return
    state = {"green": "good", "amber": "warn", "red": "bad"}[found.mean.rag]
    text = _("%(points)s of 100 points.") % {"points": formats.whole(found.mean.points)}
    hint = next(iter(found.hints), None)
    if hint is None:
        yield PageLine(state, _("Completeness"), text)
        return
    text += " " + _("The next step: %(hint)s (+%(gain)s).") % {"hint": hint.text, "gain": formats.whole(hint.gain)}
    yield PageLine(state, _("Completeness"), text, hint.url, _("Do it") if hint.url else "")


def _decay(shown: Shown) -> Iterator[PageLine]:
    life = shown.life
    said = {"strength": formats.whole(100 * life.strength), "day": formats.day(life.last_sign_on)}
    text = (
        _("%(strength)s of 100: the last sign of life was on %(day)s.") % said
        if any(life.signs.values())
        else _("No meeting, finished action, review or research yet; the plan was last changed on %(day)s.") % said
    )
    if life.is_fading:
        text += " " + _("Without another one it archives itself in %(days)s.") % {
            "days": formats.days(life.archived_in)
        }
    state = "bad" if life.is_fading else "good" if life.strength >= 0.4 else "warn"
    yield PageLine(state, _("Alive"), text)


def action_url(reach: Reach, subject: str) -> str:
    """Where an action for the plan is planned, with its first account."""
    first = reach.first
    asked = {"account": first.pk if first else "", "origin": f"plan:{reach.plan.pk}", "subject": subject}
    return f"{reverse('action-new')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _deeds_url(shown: Shown) -> str:
    first = shown.reach.first
    return reverse("account-objectives", args=[first.pk]) if first else ""


def _url_of(meeting: Activity) -> str:
    if meeting.opportunity_id:
        return reverse("opportunity", args=[meeting.opportunity_id])
    return reverse("account", args=[meeting.account_id])
