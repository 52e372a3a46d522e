"""The defection watch: open alarms by what is at stake, what was lost, and how well the watch keeps its promise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.core.money import Money
from trimtab.people.frame import Frame
from trimtab.retention.models import Defection, WatchedWeek
from trimtab.retention.queries import visible_defections
from trimtab.web import formats

OPEN_SHOWN = 200
CLOSED_A_PAGE = 25
ANSWERED_SINCE = timedelta(days=365)
Answer = Defection.Answer


@dataclass(frozen=True)
class Watch:
    """What the page shows. answered: answer → how many within a year. lost: what these say is lost a year."""

    open: Sequence[Defection]
    is_cut: bool
    closed: Sequence[Defection]
    older: int | None
    week: WatchedWeek | None
    at_stake: Money
    lost: Money
    lost_for_good: Money
    answered: Mapping[str, int]
    headline: str

    @property
    def real(self) -> int:
        """How many of the answered ones were real."""
        return sum(count for answer, count in self.answered.items() if answer not in {Answer.FALSE, Answer.EXPLAINED})

    @property
    def false(self) -> int:
        return self.answered.get(Answer.FALSE, 0)

    @property
    def all_answered(self) -> int:
        return sum(self.answered.values())


def watch_for(frame: Frame, *, before: int | None) -> Watch:
    """The alarms about accounts of the frame's people."""
    found = _of(frame)
    opened = list(found.filter(closed_at__isnull=True).select_related("account__owner", "week")[: OPEN_SHOWN * 5])
    opened.sort(key=lambda one: (-(one.at_stake or Decimal(0)), one.chance, one.pk))
    closed = found.filter(closed_at__isnull=False).select_related("account", "closed_by").order_by("-closed_at", "-pk")
    if before is not None:
        closed = closed.filter(pk__lt=before)
    page = list(closed[: CLOSED_A_PAGE + 1])
    lately = found.filter(closed_at__date__gt=frame.today - ANSWERED_SINCE)
    answered = dict(lately.order_by().values_list("answer").annotate(Count("pk")))
    currency = frame.organisation.currency
    mine = [one for one in opened if one.currency == currency]
    return Watch(
        open=opened[:OPEN_SHOWN],
        is_cut=len(opened) > OPEN_SHOWN,
        closed=page[:CLOSED_A_PAGE],
        older=page[CLOSED_A_PAGE - 1].pk if len(page) > CLOSED_A_PAGE else None,
        week=WatchedWeek.objects.order_by("-week_on").first(),
        at_stake=Money(_once(mine), currency),
        lost=Money(_lost(lately.filter(currency=currency)), currency),
        lost_for_good=Money(_lost(lately.filter(currency=currency, answer=Answer.LOST)), currency),
        answered=answered,
        headline=_headline(opened, Money(_once(mine), currency), frame),
    )


def _of(frame: Frame) -> QuerySet[Defection]:
    found = visible_defections(frame.user)
    if frame.scope.is_unrestricted or frame.scope.key == "everyone":
        return found
    return found.filter(account__owner__in=frame.scope.people)


def _once(opened: Sequence[Defection]) -> Decimal:
    """What is at stake, each customer once, however many signs it shows."""
    stakes: dict[int, Decimal] = {}
    for one in opened:
        stakes[one.account_id] = max(stakes.get(one.account_id, Decimal(0)), one.at_stake or Decimal(0))
    return sum(stakes.values(), Decimal(0))


def _lost(answered: QuerySet[Defection]) -> Decimal:
    """What the answers say is lost a year: the greatest of each customer, since its signs speak of one revenue."""
    rows = answered.filter(lost_amount__isnull=False).order_by().values_list("account", "lost_amount")
    worst: dict[int, Decimal] = {}
    for account, amount in rows:
        worst[account] = max(worst.get(account, Decimal(0)), amount or Decimal(0))
    return sum(worst.values(), Decimal(0))


def _headline(opened: Sequence[Defection], at_stake: Money, frame: Frame) -> str:
    if not opened:
        return _("No customer of %(scope)s stands out as leaving.") % {"scope": frame.scope.label}
    customers = len({one.account_id for one in opened})
    text = ngettext(
        "%(count)s customer stands out as leaving, first %(first)s; %(money)s a year are at stake.",
        "%(count)s customers stand out as leaving, first %(first)s; %(money)s a year are at stake.",
        customers,
    )
    money = formats.rounded(at_stake.amount, at_stake.currency)
    return text % {"count": formats.whole(customers), "first": opened[0].account.name, "money": money}


def why(one: Defection) -> str:
    """What was seen, against what would be expected, in a sentence."""
    if one.sign == Defection.Sign.VOLUME:
        text = _(
            "Orders are %(now)s of their earlier size; 95 of 100 lie in %(low)s to %(high)s while nothing changes."
        )
        return text % {
            "now": formats.percent(one.observed), "low": formats.percent(one.low), "high": formats.percent(one.high),
        }  # fmt: skip
    said = {
        "observed": formats.whole(one.observed),
        "expected": formats.number(round(one.expected, 1)),
        "low": formats.whole(one.low),
        "high": formats.whole(one.high),
    }
    if one.sign == Defection.Sign.QUIET:
        text = ngettext(
            "%(observed)s contact where %(expected)s were to be expected (95 of 100: %(low)s to %(high)s).",
            "%(observed)s contacts where %(expected)s were to be expected (95 of 100: %(low)s to %(high)s).",
            round(one.observed),
        )
    else:
        text = ngettext(
            "%(observed)s order where %(expected)s were to be expected (95 of 100: %(low)s to %(high)s).",
            "%(observed)s orders where %(expected)s were to be expected (95 of 100: %(low)s to %(high)s).",
            round(one.observed),
        )
    return text % said


def compared(one: Defection) -> str:
    """What the comparison group did."""
    if not one.group_size:
        return ""
    said = {"size": formats.whole(one.group_size), "group": one.group, "change": formats.percent(abs(one.group_change))}
    if one.sign == Defection.Sign.VOLUME:
        return _("Against its own orders and those of %(size)s other customers.") % said
    if abs(one.group_change) < 0.005:
        return _("The %(size)s other customers did as before.") % said
    if one.group_change < 0:
        text = (
            _("The %(size)s others of %(group)s fell by %(change)s; that is taken out.")
            if one.group
            else _("The %(size)s other customers fell by %(change)s; that is taken out.")
        )
    else:
        text = (
            _("The %(size)s others of %(group)s rose by %(change)s; that is taken out.")
            if one.group
            else _("The %(size)s other customers rose by %(change)s; that is taken out.")
        )
    return text % said
