"""What the page of markets says in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.analytics.markets.asking import OTHERS, Markets
from trimtab.insight.markets import Compared, Market
from trimtab.insight.results import NotEnoughData
from trimtab.web import formats

MOST_NAMED = 3
WEAK = 0.6  # below such a chance there is nothing to lean towards


def name_of(market: Market, merged: int) -> str:
    """Its name; what accounts do not say, and the small ones together, in words."""
    if market.name == OTHERS:
        text = ngettext("%(number)s smaller one", "%(number)s smaller ones together", merged)
        return text % {"number": formats.whole(merged)}
    return market.name or _("not known")


def headline(markets: Markets) -> str:
    """The first sentence: where an hour brings most, or that the data do not say."""
    found = markets.found
    if isinstance(found, NotEnoughData):
        return _too_little(found)
    better = [name_of(one, markets.merged) for one in found.markets if one.standing == "better"]
    if better:
        said = {"names": ", ".join(better[:MOST_NAMED])}
        more = _("An hour of selling very probably brings more than elsewhere in: %(names)s.") % said
        less = _("A decided opportunity very probably brings more than elsewhere in: %(names)s.") % said
        return more if found.has_hours else less
    return _leaning(found, markets.merged)


def doubt(markets: Markets) -> str:
    """How many of the named ones are better by chance alone."""
    found = markets.found
    if isinstance(found, NotEnoughData) or not any(one.standing == "better" for one in found.markets):
        return ""
    wrong = formats.number(round(found.false_expected, 1))
    return _("Of those named, about %(wrong)s is to be expected to be no better at all.") % {"wrong": wrong}


def unlikely(markets: Markets) -> str:
    """The small market that is neither to be dismissed nor celebrated, where there is one."""
    found = markets.found
    if isinstance(found, NotEnoughData):
        return ""
    small = [
        one
        for one in found.markets
        if one.standing == "open" and one.evidence.needed and one.evidence.worth.chance >= WEAK and one.name
    ]
    if not small:
        return ""
    one = max(small, key=lambda market: market.evidence.worth.chance)
    said = {
        "name": name_of(one, markets.merged),
        "chance": formats.percent(one.evidence.worth.chance),
        "needed": formats.whole(one.evidence.needed),
        "decided": formats.whole(one.evidence.win_rate.n),
    }
    return (
        _(
            "Worth a look: %(name)s. From %(decided)s decided opportunities the chance is %(chance)s that it brings"
            " more than the others; about %(needed)s more would tell."
        )
        % said
    )


def _too_little(found: NotEnoughData) -> str:
    if found.of == "markets":
        return _(
            "There is nothing to compare yet: the accounts of decided opportunities name fewer than three markets."
        )
    text = _("Too little is decided yet: %(n)s opportunities in two years. A comparison needs %(needs)s.")
    return text % {"n": formats.whole(found.n), "needs": formats.whole(found.needs)}


def _leaning(found: Compared, merged: int) -> str:
    first = found.markets[0]
    if first.evidence.worth.chance < WEAK:
        return _("No market stands out: what differs between them is what chance makes differ.")
    said = {"name": name_of(first, merged), "chance": formats.percent(first.evidence.worth.chance)}
    return _("No market is clearly better. The best guess is %(name)s, with a chance of %(chance)s.") % said
