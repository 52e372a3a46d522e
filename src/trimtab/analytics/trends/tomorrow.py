"""Close dates that move: what is due and will probably slip."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.analytics.review.words import count, real
from trimtab.analytics.trends.asking import Asked, change_of, named_deals, points_of, whole_money
from trimtab.analytics.trends.model import Fact, Trend
from trimtab.insight.results import Row
from trimtab.insight.trends.figures import SLIPPING_DEALS, TOMORROW
from trimtab.insight.trends.slipping import LEAST_CASES
from trimtab.web import formats

LIKELY = 0.5


def tomorrow(asked: Asked, *, unit: str, period: str, cover: str) -> Trend:
    """The third trend. unit: month or quarter; period: its key; cover: the sentence about coverage."""
    title, learned = _("Tomorrow"), asked.study["slips"]
    weeks = asked.weeks(TOMORROW, f"tomorrow:{unit}")
    if not learned["has_enough"]:
        missing = max(LEAST_CASES - int(str(learned["cases"])), 1)
        text = _(
            "Too little is known to say what will slip: it needs %(count)s more looks at opportunities that were open "
            "and due in a period that has ended."
        ) % {"count": formats.whole(missing)}
        return Trend("tomorrow", title, text, TOMORROW.name)
    if not weeks or not count(weeks[-1]["opportunities"]):
        return Trend("tomorrow", title, _("Nothing is due in %(period)s here.") % {"period": period}, TOMORROW.name)
    rows = asked.deals(SLIPPING_DEALS, unit=unit)
    likely = [row for row in rows if (real(row["chance"]) or 0) >= LIKELY]
    points, last = points_of(weeks), weeks[-1]
    return Trend(
        key="tomorrow",
        title=title,
        sentence=_sentence(last, asked.currency, period),
        metric=TOMORROW.name,
        index=real(last["index"]),
        low=real(last["index_low"]),
        high=real(last["index_high"]),
        change=change_of(points),
        at_risk=whole_money(last["expected"]),
        n=count(last["opportunities"]),
        points=points,
        deals=named_deals(likely, {count(row["opp_id"]): _why(row) for row in likely}),
        people=asked.people(f"tomorrow:{unit}"),
        facts=_facts(last, learned, cover),
        note=_false_alarms(learned),
        trust=_trust(learned),
        misread=_(TOMORROW.misread),
        to_do=_("Ask of each what has to happen, by whom and by when; set the date that follows from it, once."),
        more={"by_pushes": _by_pushes(learned)},
    )


def _sentence(last: Row, currency: str, period: str) -> str:
    due = count(last["opportunities"])
    if last["index"] is None:
        return ngettext(
            "%(count)s opportunity is due in %(period)s; its amount is not known.",
            "%(count)s opportunities are due in %(period)s; their amounts are not known.",
            due,
        ) % {"count": formats.whole(due), "period": period}
    return _(
        "%(money)s of the %(of)s %(currency)s still open and due in %(period)s (%(share)s, between %(range)s) will "
        "probably slip out of it."
    ) % {
        "money": formats.compact(real(last["expected"])),
        "of": formats.compact(real(last["money"])),
        "currency": currency,
        "period": period,
        "share": formats.percent((real(last["index"]) or 0) / 100),
        "range": formats.percent_interval((real(last["index_low"]) or 0) / 100, (real(last["index_high"]) or 0) / 100),
    }


def _why(row: Row) -> str:
    pushes = count(row["pushes"])
    moved = (
        ngettext(
            "Moved later %(count)s time, by %(days)s in all.",
            "Moved later %(count)s times, by %(days)s in all.",
            pushes,
        )
        % {"count": pushes, "days": formats.days(real(row["pushed_days"]))}
        if pushes
        else _("Never moved so far.")
    )
    chance = _("%(chance)s to be still open at the end.") % {"chance": formats.percent(real(row["chance"]))}
    return f"{chance} {moved}"


def _facts(last: Row, learned: Mapping[str, object], cover: str) -> tuple[Fact, ...]:
    return (
        Fact(_("Open and due"), formats.whole(count(last["opportunities"]))),
        Fact(_("Slipped of what was due before"), formats.percent(float(str(learned["share"]))),
             note=_("Looked at while it was open and due, in the periods learned from.")),
        Fact(_("Is there enough?"), cover),
    )  # fmt: skip


def _by_pushes(learned: Mapping[str, object]) -> list[tuple[str, str, str, str]]:
    """Earlier pushes, cases, what was said, what came."""
    track = learned["track"]
    if not isinstance(track, Mapping):
        return []
    return [
        (_("3 or more") if pushes == "3" else pushes, formats.whole(n), formats.percent(said), formats.percent(came))
        for pushes, (n, said, came) in sorted(track["by_pushes"].items())
    ]


def _false_alarms(learned: Mapping[str, object]) -> str:
    track = learned["track"]
    if not isinstance(track, Mapping):
        return _("How good the dates are judged is not known yet: too few periods have ended.")
    return _("Its chances were off by %(error)s on average, %(count)s cases of the last half year.") % {
        "error": formats.percent(track["calibration_error"]), "count": formats.whole(track["n"]),
    }  # fmt: skip


def _trust(learned: Mapping[str, object]) -> str:
    track = learned["track"]
    parts = [_("Learned from %(count)s looks.") % {"count": formats.whole(int(str(learned["cases"])))}]
    if isinstance(track, Mapping):
        skill = float(track["skill"])
        parts.append(
            _("It saves %(skill)s of the error of saying the usual share for so many weeks left.")
            % {"skill": formats.percent(skill)}
            if skill > 0
            else _("It is no better here than saying the usual share for so many weeks left: take the list as a start.")
        )
    return " ".join(parts)
