"""The first sentences of the pages."""

from django.utils.translation import gettext as _

from trimtab.analytics.trends.agreement import Outcome
from trimtab.analytics.trends.model import Trends, in_points
from trimtab.insight.trends.agreement import GOOD, USABLE
from trimtab.web import formats


def headline(trends: Trends) -> str:
    """Which of the four is worst, and which got worse most."""
    known = [trend for trend in trends.each if trend.index is not None]
    if not known:
        return _("Too little is known here to speak of trends; each says below how much more it needs.")
    worst = max(known, key=lambda trend: trend.at_risk or 0)
    said = {"name": worst.title, "money": formats.compact(worst.at_risk), "currency": trends.currency}
    first = _("Most is at stake in %(name)s: %(money)s %(currency)s.") % said
    if not worst.at_risk:
        first = _("Nothing is at stake in what can be told.")
    # What is due slips more and more surely while its period runs out: that is no news.
    moved = [one for one in known if one.key != "tomorrow" and one.change is not None and round(one.change) > 0]
    if not moved:
        return f"{first} {_('None got worse in four weeks.')}"
    fastest = max(moved, key=lambda trend: trend.change or 0.0)
    second = _("In four weeks %(name)s moved most: %(change)s.")
    return f"{first} {second % {'name': fastest.title, 'change': in_points(fastest.change)}}"


def agreed(outcome: Outcome | None) -> str:
    """Whether people mean the same by a lead."""
    if outcome is None:
        return _("Nobody has been asked yet whether marketing and sales mean the same by a lead.")
    found = outcome.found
    if found.alpha is None or found.low is None or found.high is None or not found.has_enough:
        return _("%(done)s of %(of)s leads are labelled by all three; it takes ten with two labels to say more.") % {
            "done": formats.whole(outcome.complete), "of": formats.whole(outcome.size),
        }  # fmt: skip
    said = {"alpha": f"{found.alpha:.2f}", "low": f"{found.low:.2f}", "high": f"{found.high:.2f}"}
    if found.alpha >= GOOD:
        return _("They mean the same by a lead: alpha %(alpha)s (between %(low)s and %(high)s).") % said
    if found.alpha >= USABLE:
        return _("They mostly mean the same by a lead: alpha %(alpha)s (between %(low)s and %(high)s).") % said
    return _("They do not mean the same by a lead: alpha %(alpha)s (between %(low)s and %(high)s).") % said
