"""The opportunities that the review points at: overdue and pushed, silent, and those to act on first."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.analytics.definitions import AS_SHIPPED
from trimtab.analytics.figures import Asker
from trimtab.analytics.review.model import Deal, Deals
from trimtab.analytics.review.moments import Moments
from trimtab.analytics.review.words import cases, count, day, decimal, money, real, text
from trimtab.analytics.rows import OPEN_ROWS
from trimtab.insight.metrics.activity import SILENT_OPPORTUNITIES
from trimtab.insight.metrics.dates import SLIPPED_OPPORTUNITIES
from trimtab.insight.results import Result, Row
from trimtab.opportunities.models import Opportunity
from trimtab.web import formats

SHOWN = 5
TO_ACT_ON = 7


@dataclass
class _Pointed:
    """An opportunity with what was found about it. In words only where it is shown: a dozen of perhaps 100,000."""

    row: Row
    found: list[tuple[Callable[[Row], str], Row]] = field(default_factory=list)

    @property
    def worth(self) -> Decimal:
        """By which they stand: two reasons count twice."""
        return len(self.found) * money(self.row["amount"])

    @property
    def reason(self) -> str:
        """Why, in words."""
        return " ".join(why(row) for why, row in self.found)


@dataclass(frozen=True)
class PointedAt:
    """The three lists."""

    act: Deals
    slipped: Deals
    silent: Deals


def pointed_at(asker: Asker, moments: Moments, visible: frozenset[int] | None) -> PointedAt:
    """The lists of the review.

    Args:
        visible: ids of the people whose records may be opened; None: everybody's.
    """
    slipped = asker.ask(SLIPPED_OPPORTUNITIES, as_of=moments.as_of, today=moments.today)
    silent = asker.ask(SILENT_OPPORTUNITIES, as_of=moments.as_of)
    chosen = _to_act_on(slipped.rows, _believed(silent, asker.definitions.least_complete))
    listed = [*chosen[:TO_ACT_ON], *_pointed(slipped, why_slipped), *_pointed(silent, why_silent)]
    names = _Names(asker, moments, listed, visible=visible)
    return PointedAt(
        act=Deals(
            sentence=_act_sentence(chosen),
            shown=names.deals(chosen[:TO_ACT_ON]),
            number=len(chosen),
            amount=_sum(one.row for one in chosen),
            rows="act?",
        ),
        slipped=_listed(slipped, names, why_slipped, "slipped?"),
        silent=_listed(silent, names, why_silent, "silent?", note=_how_complete(silent, asker)),
    )


def to_act_on(
    slipped: Result, silent: Result, *, least_complete: float = AS_SHIPPED.least_complete
) -> dict[int, tuple[Decimal | None, str]]:
    """Opportunity → its worth and why, for all that the review says to act on, the first to act on first."""
    chosen = _to_act_on(slipped.rows, _believed(silent, least_complete))
    return {count(one.row["opp_id"]): (decimal(one.row["amount"]), one.reason) for one in chosen}


def standing(asker: Asker, moments: Moments, ids: Collection[int]) -> Mapping[int, Row]:
    """Opportunity → account, owner, stage, close date (`day`) and amount at the review's moment, if open then."""
    if not ids:
        return {}
    listed = ",".join(map(str, sorted(ids)))
    rows = asker.ask(OPEN_ROWS, as_of=moments.as_of, ids=listed, length=len(ids)).rows
    return {count(row["opp_id"]): row for row in rows}


def _believed(silent: Result, least: float) -> list[Row]:
    """Below the share of opportunities with any activity, silence says more about recording than about customers."""
    return [row for row in silent.rows if (real(row["completeness"]) or 0) >= least]


def _to_act_on(slipped: Iterable[Row], silent: Iterable[Row]) -> list[_Pointed]:
    """All with a passed date or too quiet, those with most at stake first; two reasons count twice."""
    found: dict[int, _Pointed] = {}
    for rows, why in ((slipped, why_slipped), (silent, why_silent)):
        for row in rows:
            opp_id = count(row["opp_id"])
            if opp_id not in found:
                found[opp_id] = _Pointed(row)
            found[opp_id].found.append((why, row))
    return sorted(found.values(), key=lambda one: (-one.worth, count(one.row["opp_id"])))


def why_slipped(row: Row) -> str:
    """In words: how long overdue, how often pushed."""
    overdue, pushes, pushed = (count(row[name]) for name in ("overdue_days", "pushes", "pushed_days"))
    parts = []
    if overdue:
        parts.append(
            ngettext("Close date passed %(count)s day ago.", "Close date passed %(count)s days ago.", overdue)
            % {"count": overdue}
        )
    if pushes:
        parts.append(
            ngettext(
                "Moved later once, by %(days)s days.", "Moved later %(count)s times, by %(days)s days together.", pushes
            )
            % {"count": pushes, "days": pushed}
        )
    return " ".join(parts)


def why_silent(row: Row) -> str:
    """In words: how long quiet, against which pace."""
    said = {"days": count(row["silent_days"]), "pace": formats.whole(real(row["pace_days"]))}
    if row["pace_days"] is None:
        return _("Quiet for %(days)s days.") % said
    if row["is_own_pace"]:
        return _("Quiet for %(days)s days; its own pace is %(pace)s.") % said
    return _("Quiet for %(days)s days; such opportunities go every %(pace)s.") % said


def _act_sentence(chosen: list[_Pointed]) -> str:
    if not chosen:
        return _("No open opportunity is overdue, pushed again and again, or quieter than its pace.")
    first = chosen[:TO_ACT_ON]
    if _sum(one.row for one in chosen) is None:
        text = _("%(first)s of %(all)s open opportunities that are overdue, pushed or too quiet.")
        return text % {"first": formats.whole(len(first)), "all": formats.whole(len(chosen))}
    return _("%(first)s of the %(all)s in open opportunities that are overdue, pushed or too quiet.") % {
        "first": formats.compact(_sum(one.row for one in first)),
        "all": formats.compact(_sum(one.row for one in chosen)),
    }


def _pointed(result: Result, why: Callable[[Row], str]) -> list[_Pointed]:
    return [_Pointed(row, [(why, row)]) for row in result.rows[:SHOWN]]


def _listed(result: Result, names: "_Names", why: Callable[[Row], str], rows: str, note: str = "") -> Deals:
    amount = _sum(result.rows)
    sentence = _("%(cases)s, %(amount)s.") % {"cases": cases(len(result.rows)), "amount": formats.compact(amount)}
    return Deals(
        sentence=sentence if result.rows else _("None."),
        shown=names.deals(_pointed(result, why)),
        number=len(result.rows),
        amount=amount,
        rows=rows,
        note=note,
    )


def _how_complete(silent: Result, asker: Asker) -> str:
    if not silent.rows:
        return ""
    share = real(silent.rows[0]["completeness"]) or 0.0
    said = {"share": formats.percent(share)}
    if share < asker.definitions.least_complete:
        return (
            _("Only %(share)s of open opportunities have any activity on record: silence may be missing records.")
            % said
        )
    return _("%(share)s of open opportunities have activities on record.") % said


def _sum(rows: Iterable[Row]) -> Decimal | None:
    """Their amounts together; None where there are some, and not one has an amount."""
    amounts = [decimal(row["amount"]) for row in rows]
    known = [amount for amount in amounts if amount is not None]
    return None if amounts and not known else sum(known, Decimal("0.00"))


class _Names:
    """Account, owner, stage and close date of what is shown, as they stood; and whether it may be opened today."""

    def __init__(
        self, asker: Asker, moments: Moments, pointed: Iterable[_Pointed], *, visible: frozenset[int] | None
    ) -> None:
        ids = {count(one.row["opp_id"]) for one in pointed}
        self._stood = standing(asker, moments, ids)
        self._owners = dict(Opportunity.objects.filter(pk__in=ids).values_list("pk", "owner_id"))
        self._visible = visible

    def deals(self, pointed: Iterable[_Pointed]) -> tuple[Deal, ...]:
        return tuple(self._deal(one) for one in pointed)

    def _deal(self, one: _Pointed) -> Deal:
        opp_id = count(one.row["opp_id"])
        stood = self._stood.get(opp_id, {})
        return Deal(
            opp_id=opp_id,
            name=str(one.row["name"]),
            account=text(stood.get("account")),
            owner=text(stood.get("owner")),
            stage=text(stood.get("stage")),
            amount=decimal(one.row["amount"]),
            close_on=day(stood.get("day")),
            reason=one.reason,
            is_linked=self._visible is None or self._owners.get(opp_id) in self._visible,
        )
