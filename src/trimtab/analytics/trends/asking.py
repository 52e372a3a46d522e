"""What the four builders share: whom they speak of, how they ask, and the names of what they found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from trimtab.accounts.models import Account
from trimtab.analytics.figures import Asker
from trimtab.analytics.review.words import count, decimal, real
from trimtab.analytics.trends.kept import Kept
from trimtab.analytics.trends.model import NamedDeal, NamedPerson, Point
from trimtab.insight.results import Metric, Row
from trimtab.insight.trends.figures import TREND_PEOPLE
from trimtab.opportunities.models import Stage
from trimtab.people.models import User

MOST_DEALS = 20
MOST_PEOPLE = 7
FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True)
class Asked:
    """One question about the trends: for which records, of which day. with_nobody: also records without an owner."""

    asker: Asker
    kept: Kept
    currency: str
    as_of: datetime
    with_nobody: bool
    zone_seconds: float = 0.0

    def weeks(self, metric: Metric, trend: str = "") -> tuple[Row, ...]:
        """The index at each week end, oldest first."""
        asked = {"trend": trend} if trend else {}
        return self.asker.ask(metric, kept=self.kept.weeks, **asked).rows

    def deals(self, metric: Metric, **asked: object) -> tuple[Row, ...]:
        """The deals behind a trend, the weightiest first."""
        return self.asker.ask(metric, kept=self.kept.deals, most=MOST_DEALS, **asked).rows

    def people(self, trend: str) -> tuple[NamedPerson, ...]:
        """Whose records carry the most money at stake."""
        answer = self.asker.ask(TREND_PEOPLE, kept=self.kept.weeks, trend=trend, most=MOST_PEOPLE)
        rows = [row for row in answer.rows if (real(row["expected"]) or 0) > 0]
        names = names_of(count(row["owner_id"]) for row in rows if row["owner_id"] is not None)
        return tuple(
            NamedPerson(
                user_id=None if row["owner_id"] is None else count(row["owner_id"]),
                name="" if row["owner_id"] is None else names.get(count(row["owner_id"]), ""),
                records=count(row["opportunities"]),
                at_risk=real(row["expected"]),
                share=_share(row),
            )
            for row in rows
        )

    @cached_property
    def study(self) -> Mapping[str, Mapping[str, object]]:
        """What was learned."""
        return self.kept.study  # type: ignore[return-value]  # its parts are written by `making`


def points_of(rows: Iterable[Row]) -> tuple[Point, ...]:
    """The line of an index."""
    return tuple(Point(row["at"], real(row["index"])) for row in rows if isinstance(row["at"], datetime))


def change_of(points: tuple[Point, ...]) -> float | None:
    """Points of the index since four weeks ago; None where either is not known."""
    if len(points) < 5 or points[-1].index is None or points[-5].index is None:
        return None
    return points[-1].index - points[-5].index


def named_deals(rows: Iterable[Row], why: Mapping[int, str]) -> tuple[NamedDeal, ...]:
    """Deals with the names of what they belong to. Three queries."""
    listed = [row for row in rows if count(row["opp_id"]) in why]
    accounts = Account.objects.in_bulk([count(row["account_id"]) for row in listed if row["account_id"] is not None])
    owners = names_of(count(row["owner_id"]) for row in listed if row["owner_id"] is not None)
    stages = dict(Stage.objects.filter(pk__in={count(row["stage_id"]) for row in listed}).values_list("pk", "name"))
    return tuple(
        NamedDeal(
            opp_id=count(row["opp_id"]),
            name=str(row["name"]),
            account=str(accounts.get(count(row["account_id"]), "")),
            owner=owners.get(count(row["owner_id"]), ""),
            stage=stages.get(count(row["stage_id"]), ""),
            amount=decimal(row["amount"]),
            chance=real(row.get("chance")),
            why=why[count(row["opp_id"])],
        )
        for row in listed
    )


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Person → name. One query."""
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def whole_money(value: object) -> Decimal | None:
    """An amount at stake, to the unit: it is an expectation, cents would pretend."""
    number = real(value)  # type: ignore[arg-type]  # a cell
    return None if number is None else Decimal(round(number))


def _share(row: Row) -> float | None:
    money = real(row["money"]) or 0.0
    return (real(row["expected"]) or 0.0) / money if money > 0 else None
