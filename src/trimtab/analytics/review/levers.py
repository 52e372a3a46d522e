"""Sales velocity of the period beside an earlier one, and which lever made the difference."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.figures import Asker
from trimtab.analytics.review.model import Figure, Lever, Levers
from trimtab.analytics.review.moments import Moments
from trimtab.analytics.review.words import count, real, summed
from trimtab.core.calendars import FiscalCalendar
from trimtab.insight.decomposition import Contribution, decompose
from trimtab.insight.metrics.velocity import VELOCITY, VELOCITY_ACCOUNTS
from trimtab.insight.results import NotEnoughData, Result
from trimtab.web import formats

LEVERS = (
    ("open_mean", later("Open opportunities, on average"), "number", "worked?"),
    ("won_mean", later("Value of a win"), "money", "closed?outcome=won&qualified=1"),
    ("win_rate", later("Wins of all exits"), "share", "closed?qualified=1"),
    ("stay_days", later("Days in the pipeline, all exits"), "days", "worked?"),
)

OF_AMOUNTS = ("won_mean", "velocity")


def levers(asker: Asker, moments: Moments, calendar: FiscalCalendar) -> Levers:
    """The four levers with the exact split of the change; the noise guard redraws accounts."""
    now = asker.ask(VELOCITY, **moments.span())
    before, moments = _compared(asker, moments, calendar)
    split = decompose(
        before,
        now,
        accounts_before=asker.ask(VELOCITY_ACCOUNTS, **moments.back_then()),
        accounts_after=asker.ask(VELOCITY_ACCOUNTS, **moments.span()),
    )
    is_said = not (_is_without_amounts(now) or _is_without_amounts(before))
    contributions = () if isinstance(split, NotEnoughData) or not is_said else split.contributions
    effects = {one.lever: one for one in contributions}
    return Levers(
        velocity=_velocity(now, "closed?outcome=won&qualified=1"),
        before=_velocity(before, f"closed?outcome=won&qualified=1&period={moments.compared.key}"),
        compared_with=moments.compared.key,
        sentence=_sentence(now, before, effects, moments),
        levers=tuple(
            Lever(
                key=key,
                label=str(label),
                unit=unit,
                now=_measured(now, key),
                before=_measured(before, key),
                effect=effects[key].amount if key in effects else None,
                is_certain=key in effects and effects[key].is_clear,
                rows=rows,
            )
            for key, label, unit, rows in LEVERS
        ),
    )


def _compared(asker: Asker, moments: Moments, calendar: FiscalCalendar) -> tuple[Result, Moments]:
    """The earlier period's velocity; where a year ago nothing closed, that of the period before."""
    before = asker.ask(VELOCITY, **moments.back_then())
    previous = calendar.previous(moments.period)
    if before.n or moments.compared == previous:
        return before, moments
    moments = replace(moments, compared=previous)
    return asker.ask(VELOCITY, **moments.back_then()), moments


def _velocity(result: Result, rows: str) -> Figure:
    row = result.rows[0]
    return Figure(
        _("Won value a day"),
        _measured(result, "velocity"),
        "money per day",
        "velocity",
        n=count(row["exits"]),
        rows=rows,
    )


def _measured(result: Result, key: str) -> float | None:
    """A lever or the velocity; None where it needs the amounts of wins and there are none."""
    return None if key in OF_AMOUNTS and _is_without_amounts(result) else real(result.rows[0][key])


def _is_without_amounts(result: Result) -> bool:
    """There are wins, and not one of them has an amount."""
    row = result.rows[0]
    return summed(row["won_value"], count(row["won"])) is None


def _sentence(now: Result, before: Result, effects: dict[str, Contribution], moments: Moments) -> str:
    if not now.n or not before.n:
        return _("%(now)s closed in this period, %(before)s in %(then)s: too few to compare.") % {
            "now": now.n,
            "before": before.n,
            "then": moments.compared.key,
        }
    if _is_without_amounts(now) or _is_without_amounts(before):
        return _("The amounts of the wins are not known, so the won value a day cannot be said.")
    clear = [one for one in effects.values() if one.is_clear and one.lever != "mix"]
    change = (real(now.rows[0]["velocity"]) or 0) - (real(before.rows[0]["velocity"]) or 0)
    said = {
        "now": formats.compact(real(now.rows[0]["velocity"])),
        "change": formats.signed(change),
        "then": moments.compared.key,
    }
    first = _("%(now)s a day, %(change)s against %(then)s.") % said
    if not clear:
        return first + " " + _("No lever moved by more than chance would move it.")
    most = max(clear, key=lambda one: abs(one.amount))
    label = next(label for key, label, _unit, _rows in LEVERS if key == most.lever)
    return (
        first
        + " "
        + _("The clearest lever: %(lever)s, %(amount)s a day.")
        % {
            "lever": str(label).lower(),
            "amount": formats.signed(most.amount),
        }
    )
