"""What a pilot's page and its write-up say."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.causes.wording import points
from trimtab.analytics.pilots.models import Pilot
from trimtab.analytics.pilots.reading import Look
from trimtab.insight.pilots.power import Power, deals_needed, smallest_seen
from trimtab.insight.pilots.sequential import Standing
from trimtab.insight.pilots.stopping import Advice
from trimtab.insight.results import NotEnoughData
from trimtab.web import formats

ADVICE = {
    Advice.GO_ON: later("No rule for stopping holds yet: go on."),
    Advice.HELPS: later("It helps: the interval lies above zero. It may stop."),
    Advice.HARMS: later("It harms: the interval lies below zero. Stop it."),
    Advice.TOO_SMALL: later("If it helps, then by less than what was agreed to be worth it. It may stop."),
    Advice.TIME_IS_UP: later("The agreed time is over. End it and read the write-up."),
}
CONCLUSIONS = {
    Advice.GO_ON: later("It was ended before any rule held: nothing is shown either way."),
    Advice.HELPS: later("It is shown to help. Evidence grade A."),
    Advice.HARMS: later("It is shown to harm. Evidence grade A."),
    Advice.TOO_SMALL: later("If it helps, then by less than what was agreed to be worth it."),
    Advice.TIME_IS_UP: later("Its time was over and neither help nor harm is shown."),
}


def standing_in_words(look: Look) -> str:
    """Where it stands, in a sentence with its range."""
    if isinstance(look.last, NotEnoughData):
        return _("After %(week)d weeks too little is known: %(missing)s.") % {
            "week": look.week,
            "missing": _missing(look.last),
        }
    return _(
        "After %(week)d weeks those with it differ by %(difference)s points, between %(low)s and %(high)s, from "
        "%(deals)s deals."
    ) % {
        "week": look.week,
        "difference": points(look.last.difference),
        "low": points(look.last.low),
        "high": points(look.last.high),
        "deals": formats.whole(look.last.deals),
    }


def advice_in_words(look: Look) -> str:
    """What the agreed rules say."""
    return str(ADVICE[look.advice])


def conclusion_in_words(pilot: Pilot) -> str:
    """What an ended pilot came to."""
    return str(CONCLUSIONS.get(Advice(pilot.conclusion), "")) if pilot.conclusion else ""


def _missing(too_few: NotEnoughData) -> str:
    if too_few.of == "weeks":
        return _("not one week is over")
    if too_few.of == "units with deals":
        return _("%(n)d of at least %(needs)d have deals that are old enough") % {
            "n": too_few.n,
            "needs": too_few.needs,
        }
    return _("the smaller arm has %(n)d deals that are old enough, %(needs)d are needed") % {
        "n": too_few.n,
        "needs": too_few.needs,
    }


def power_of(pilot: Pilot, *, units: int, deals_a_week: float) -> tuple[Power, float, float | None]:
    """What it needs, the deals an arm that are to be expected, and the smallest rise that those can show."""
    weeks = max(pilot.weeks - pilot.horizon / 7, 0)
    an_arm = deals_a_week * weeks / 2
    a_unit = max(2 * an_arm / units, 1.0) if units else 1.0
    needed = deals_needed(pilot.base, pilot.wanted, deals_a_unit=a_unit, icc=pilot.icc)
    return needed, an_arm, smallest_seen(pilot.base, an_arm, deals_a_unit=a_unit, icc=pilot.icc)


def power_in_words(pilot: Pilot, *, units: int, deals_a_week: float) -> list[str]:
    """Whether it can show what is hoped for: the answer first."""
    needed, an_arm, smallest = power_of(pilot, units=units, deals_a_week=deals_a_week)
    said = [
        _(
            "To see %(base)s become %(wanted)s in eight of ten cases it needs %(needed)s deals in each arm; %(plain)s "
            "if deals themselves were dealt out, times %(inflation)s because one seller's deals are alike."
        )
        % {
            "base": formats.percent(pilot.base),
            "wanted": formats.percent(pilot.wanted),
            "needed": formats.whole(needed.an_arm),
            "plain": formats.whole(needed.without_clusters),
            "inflation": formats.number(round(needed.inflation, 2)),
        },
        _("At the present pace each arm has %(an_arm)s deals old enough when %(weeks)d weeks are over.")
        % {"an_arm": formats.whole(int(an_arm)), "weeks": pilot.weeks},
    ]
    return [_what_it_shows(pilot, smallest), *said]


def measure_in_words(pilot: Pilot) -> str:
    """What is counted."""
    if pilot.measure == Pilot.Measure.WON:
        return _("Won within %(days)d days") % {"days": pilot.horizon}
    return _("Moved on to another stage within %(days)d days") % {"days": pilot.horizon}


def _what_it_shows(pilot: Pilot, smallest: float | None) -> str:
    """Whether it is worth beginning."""
    if smallest is None:
        return _("As it is planned this pilot can show nothing. Give it more weeks, fewer days, or more people.")
    hoped = abs(pilot.wanted - pilot.base)
    said = {"smallest": points(smallest, is_signed=False), "hoped": points(hoped, is_signed=False)}
    if smallest > hoped:
        return (
            _(
                "This pilot can show a rise of %(smallest)s points or more, and %(hoped)s are hoped for. Give it more "
                "weeks, fewer days, or more people."
            )
            % said
        )
    return _("This pilot can show a rise of %(smallest)s points or more; %(hoped)s are hoped for.") % said


def share_in_words(share: float | None) -> str:
    """A share, or unknown."""
    return formats.unknown() if share is None else formats.percent(share)


def is_known(look: Look) -> bool:
    """Whether there is a difference to show."""
    return isinstance(look.last, Standing)
