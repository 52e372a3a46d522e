"""Prospects that go quiet, compared with how they normally talk."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.analytics.review.words import count, real
from trimtab.analytics.trends.asking import Asked, change_of, named_deals, points_of, whole_money
from trimtab.analytics.trends.model import Fact, Trend
from trimtab.insight.results import Row
from trimtab.insight.trends.figures import VANISHING, VANISHING_DEALS
from trimtab.insight.trends.silence import HORIZON, LEAST_LOOKS
from trimtab.web import formats

LEAST_FEED = 0.5


def vanishing(asked: Asked) -> Trend:
    """The first trend."""
    title, learned = _("Vanishing"), asked.study["silence"]
    weeks = asked.weeks(VANISHING)
    if not weeks or not count(weeks[-1]["opportunities"]):
        return Trend("vanishing", title, _("Nothing is open here, so nothing can go quiet."), VANISHING.name)
    if not learned["has_enough"]:
        return Trend("vanishing", title, _needs(learned), VANISHING.name, n=count(weeks[-1]["opportunities"]))
    rows = asked.deals(VANISHING_DEALS)
    alarmed = [row for row in rows if row["is_alarmed"]]
    points, last = points_of(weeks), weeks[-1]
    return Trend(
        key="vanishing",
        title=title,
        sentence=_sentence(last, rows, asked.currency),
        metric=VANISHING.name,
        index=real(last["index"]),
        low=real(last["index_low"]),
        high=real(last["index_high"]),
        change=change_of(points),
        at_risk=whole_money(last["expected"]),
        n=count(last["opportunities"]),
        points=points,
        deals=named_deals(alarmed, {count(row["opp_id"]): _why(row) for row in alarmed}),
        people=asked.people("vanishing"),
        facts=_facts(last, rows),
        note=_false_alarms(learned),
        trust=_trust(learned),
        misread=_(VANISHING.misread),
        to_do=_("Call the first three yourself; ask what changed on their side. Let go of what nobody answers."),
    )


def _sentence(last: Row, rows: tuple[Row, ...], currency: str) -> str:
    alarmed = count(rows[0]["alarmed"]) if rows else 0
    if last["index"] is None:
        return _("%(count)s of %(of)s open opportunities stand out as quiet; their amounts are not known.") % {
            "count": formats.whole(alarmed), "of": formats.whole(count(last["opportunities"])),
        }  # fmt: skip
    said = {
        "money": formats.compact(real(last["expected"])),
        "of": formats.compact(real(last["money"])),
        "currency": currency,
        "share": formats.percent((real(last["index"]) or 0) / 100),
        "range": formats.percent_interval((real(last["index_low"]) or 0) / 100, (real(last["index_high"]) or 0) / 100),
        "weeks": HORIZON,
    }
    text = _(
        "%(money)s of %(of)s %(currency)s open (%(share)s, between %(range)s) will probably hear "
        "nothing from the buyer "
        "in the next %(weeks)s weeks."
    )
    stand_out = ngettext("%(count)s opportunity stands out.", "%(count)s opportunities stand out.", alarmed)
    return f"{text % said} {stand_out % {'count': formats.whole(alarmed)}}"


def _why(row: Row) -> str:
    weeks, unanswered = count(row["silent_weeks"]), count(row["unanswered"])
    parts = [
        ngettext("Nothing from the buyer for %(weeks)s full week.", "Nothing from the buyer for %(weeks)s full weeks.",
                 weeks) % {"weeks": weeks},
        _("Before, this buyer was heard of every %(gap)s.") % {"gap": formats.days(real(row["gap_days"]))}
        if count(row["events"])
        else _("This buyer has never been heard of since the opening."),
    ]  # fmt: skip
    if unanswered:
        parts.append(
            ngettext("%(count)s try since without an answer.", "%(count)s tries since without an answer.", unanswered)
            % {"count": unanswered}
        )
    parts.append(
        _("In %(share)s of such cases the buyer came back.") % {"share": formats.percent(real(row["recovers"]))}
    )
    return " ".join(parts)


def _facts(last: Row, rows: tuple[Row, ...]) -> tuple[Fact, ...]:
    first = rows[0] if rows else None
    return (
        Fact(_("Open opportunities judged"), formats.whole(count(last["opportunities"]))),
        Fact(_("Above the line of warning"), formats.whole(count(first["alarmed"]) if first else 0),
             note=_("One line for slow, usual and fast buyers each.")),
        Fact(_("Their amounts together"), formats.compact(real(first["alarmed_money"]) if first else None)),
        Fact(_("Without a known amount"), formats.whole(count(last["unknown"])), note=_("Counted, not in the sums.")),
    )  # fmt: skip


def _needs(learned: Mapping[str, object]) -> str:
    missing = max(LEAST_LOOKS - int(str(learned["looks"])), 1)
    return _(
        "Too little is known to say who goes quiet: it needs %(count)s more weekly looks at open opportunities whose "
        "next %(weeks)s weeks are known."
    ) % {"count": formats.whole(missing), "weeks": HORIZON}


def _false_alarms(learned: Mapping[str, object]) -> str:
    judged = learned["judged"]
    if not isinstance(judged, Mapping):
        return _("How often it warns in error is not known yet: there are too few weeks to hold it against.")
    slow, usual, fast = (formats.percent(share) for share in judged["false_alarms"])
    return _(
        "Of opportunities that were well it warned of %(slow)s with slow, %(usual)s with usual and %(fast)s with fast "
        "buyers; a fixed rule of 28 silent days of %(rule)s."
    ) % {"slow": slow, "usual": usual, "fast": fast, "rule": _range(judged["rule_false_alarms"])}


def _range(shares: tuple[float, ...]) -> str:
    return formats.percent_interval(min(shares), max(shares))


def _trust(learned: Mapping[str, object]) -> str:
    feed = float(str(learned["feed"]))
    parts = [_("%(share)s of the open ones have any activity on record.") % {"share": formats.percent(feed)}]
    if feed < LEAST_FEED:
        parts.append(_("With so few, silence may be silence of the recording: read the list with care."))
    judged = learned["judged"]
    if isinstance(judged, Mapping):
        parts.append(
            _(
                "On %(count)s looks that it had not seen its average precision was %(own)s, that of the rule of days "
                "%(rule)s; its chances were off by %(error)s on average."
            )
            % {
                "count": formats.whole(judged["n"]),
                "own": formats.percent(judged["precision"]),
                "rule": formats.percent(judged["rule_precision"]),
                "error": formats.percent(judged["calibration_error"]),
            }
        )
    return " ".join(parts)
