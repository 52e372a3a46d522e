"""Sentences about hours."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.hours.actions import Brought
from trimtab.hours.capacity import Capacity
from trimtab.hours.models import TimeEntry
from trimtab.hours.shares import Portion, Slope, Usual
from trimtab.web.formats import number, percent_to_tenth, whole


def hours_of(minutes: float) -> str:
    """Minutes as hours with one decimal."""
    return number(round(minutes / 60, 1))


def headline_of(portion: Portion) -> str:
    """The answer of a week."""
    if portion.share is None:
        if portion.unknown:
            return _("%(hours)s hours are here, and none of them says what it went to. Say it below.") % {
                "hours": hours_of(portion.unknown)
            }
        return _("No hours of this week are written down yet.")
    return _("%(customer)s of %(known)s hours went to customers: %(share)s.") % {
        "customer": hours_of(portion.customer),
        "known": hours_of(portion.known),
        "share": percent_to_tenth(portion.share),
    }


def doubt_of(portion: Portion) -> str:
    """What is not known of it, and how much it can change."""
    if not portion.unknown or portion.share is None:
        return ""
    return _(
        "%(hours)s more hours do not say what they went to: with them the share is between %(low)s and %(high)s."
    ) % {
        "hours": hours_of(portion.unknown),
        "low": percent_to_tenth(portion.low),
        "high": percent_to_tenth(portion.high),
    }


def why_of(entry: TimeEntry) -> str:
    """The rule that proposed the category of an entry; "" where the person said it."""
    account = {"account": entry.account.name if entry.account else _("a customer")}
    texts = {
        "contact": _("proposed: a contact at %(account)s takes part") % account,
        "domain": _("proposed: somebody with an address of %(account)s takes part") % account,
        "colleagues": _("proposed: only colleagues take part"),
        "words": _("proposed: by a word of its title"),
        "said_before": _("proposed: as you said of this title before"),
    }
    return texts.get(entry.by_rule, "")


def mistake_in_words(reason: str) -> str:
    """What is wrong with a file of a calendar, and what to do."""
    texts = {
        "large": _("The file is larger than 5 MB. Export fewer months of the calendar."),
        "none": _("This is no calendar. Export your calendar as a file that ends in .ics."),
        "many": _("More entries fall into this week than anybody has. Export your own calendar alone."),
    }
    return texts.get(reason, _("The file begins as a calendar, but cannot be read. Export it once more."))


def told_of(brought: Brought) -> str:
    """What a calendar changed."""
    told = [
        ngettext("%(n)s entry was added.", "%(n)s entries were added.", brought.added) % {"n": whole(brought.added)}
    ]
    if not (brought.added or brought.moved or brought.cancelled):
        told = [_("Nothing is new in this week of the calendar.")]
    if brought.unknown:
        text = ngettext("%(n)s of them is not known.", "%(n)s of them are not known.", brought.unknown)
        told.append(text % {"n": whole(brought.unknown)})
    if brought.moved:
        text = ngettext("%(n)s was moved or renamed.", "%(n)s were moved or renamed.", brought.moved)
        told.append(text % {"n": whole(brought.moved)})
    if brought.cancelled:
        text = ngettext("%(n)s was called off and no longer counts.", "%(n)s were called off and no longer count.",
                        brought.cancelled)  # fmt: skip
        told.append(text % {"n": whole(brought.cancelled)})
    return " ".join([*told, *_left_out(brought.left_out)])


def _left_out(left_out: Mapping[str, int]) -> list[str]:
    reasons = {
        "all_day": _("whole days"),
        "private": _("private"),
        "free": _("shown as free"),
        "declined": _("declined by you"),
        "long": _("longer than 16 hours"),
        "no_time": _("without a length"),
        "rule": _("repeated by a rule that is not known here"),
        "broken": _("broken"),
    }
    parts = [f"{whole(number)} {reasons[reason]}" for reason, number in sorted(left_out.items())]
    return [_("Left out: %(parts)s.") % {"parts": ", ".join(parts)}] if parts else []


def usual_in_words(usual: Usual) -> str:
    """The answer over weeks."""
    if usual.share is None:
        return _("No whole week is written down yet.")
    values = {"share": percent_to_tenth(usual.share), "weeks": whole(usual.weeks)}
    if usual.low is None or usual.high is None:
        text = ngettext("%(share)s of your hours went to customers, in %(weeks)s week.",
                        "%(share)s of your hours went to customers, in %(weeks)s weeks.", usual.weeks)  # fmt: skip
        return text % values
    between = {"low": percent_to_tenth(usual.low), "high": percent_to_tenth(usual.high)}
    return _(
        "%(share)s of your hours went to customers, in %(weeks)s weeks; between %(low)s and %(high)s, 95 times of 100."
    ) % (values | between)


def trend_in_words(slope: Slope | None, *, weeks: int) -> str:
    """Whether it changes."""
    if slope is None:
        return _("Whether the share rises or falls cannot be told: %(weeks)s weeks are written down, it takes 8.") % {
            "weeks": whole(weeks)
        }
    if slope.direction == 0:
        return _("Whether the share rises or falls, these %(weeks)s weeks cannot tell: they differ too much.") % {
            "weeks": whole(slope.weeks)
        }
    values = {"points": number(round(abs(100 * slope.each_week), 1)), "weeks": whole(slope.weeks)}
    if slope.direction > 0:
        return _("The share rises by %(points)s points a week, over %(weeks)s weeks.") % values
    return _("The share falls by %(points)s points a week, over %(weeks)s weeks.") % values


def capacity_in_words(capacity: Capacity) -> str:
    """How many deals one can carry, beside those that are open."""
    if capacity.load is None:
        return _("No hours went to customers, so nothing is there to carry deals with.")
    text = ngettext(
        "%(available)s hours a week with customers carry %(carried)s deal; %(open)s are open: a load of %(load)s.",
        "%(available)s hours a week with customers carry %(carried)s deals; %(open)s are open: a load of %(load)s.",
        capacity.carried,
    )
    return text % {
        "available": number(round(capacity.available, 1)),
        "carried": whole(capacity.carried),
        "open": whole(capacity.open_deals),
        "load": percent_to_tenth(capacity.load),
    }


def advice_of(capacity: Capacity) -> str:
    """What to do above 120 %; "" where nothing is."""
    if not capacity.is_too_much or capacity.load is None:
        return ""
    text = ngettext(
        "That is more than 120%%: deals are left waiting. End or hand over %(n)s deal or free %(hours)s hours a week.",
        "That is more than 120%%: deals are left waiting. End or hand over %(n)s deals or free %(hours)s hours a week.",
        capacity.too_many,
    )
    return text % {"n": whole(capacity.too_many), "hours": number(round(capacity.hours_short, 1))}
