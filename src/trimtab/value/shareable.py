"""What a customer may see of a business case: a list of fields, and nothing beside it.

A version holds facts only, so that each reader's language writes the sentences. Our notes, what we think of the people,
who of ours wrote what, how the deal stands and who confirmed what to whom are not in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from trimtab.value.cases import Case, Line
from trimtab.value.confirming import standings_of
from trimtab.value.models import BusinessCase, CaseLine, CaseVersion
from trimtab.value.simulation import Spread, spread_of

DECIMALS = ("unit_value", "quantity", "quantity_low", "quantity_high", "times")
SHARED = ("kind", "label", "unit", "start_month", "source", "wording")


@dataclass(frozen=True)
class SharedLine:
    """A line as the customer sees it."""

    key: int
    kind: str
    label: str
    unit: str
    unit_value: Decimal
    quantity: Decimal
    quantity_low: Decimal | None
    quantity_high: Decimal | None
    times: Decimal
    ramp: tuple[int, ...]
    start_month: int
    source: str
    wording: int
    is_confirmed: bool

    @property
    def amount(self) -> Decimal:
        """Of a full year; of a one-off cost, all of it."""
        return self.unit_value * self.quantity * self.times

    @property
    def is_benefit(self) -> bool:
        return self.kind == "benefit"

    @property
    def line(self) -> Line:
        """What is reckoned with."""
        per = self.unit_value * self.times
        low, high = (None if one is None else per * one for one in (self.quantity_low, self.quantity_high))
        ramp = tuple(Decimal(one) / 100 for one in self.ramp) or (Decimal(1),)
        return Line(self.key, self.kind, self.amount, low, high, ramp, self.start_month)


@dataclass(frozen=True)
class SharedCase:
    """A case as the customer sees it: its terms, its lines, and what follows from them."""

    title: str
    customer: str
    problem: str
    currency: str
    years: int
    rate: Decimal  # in percent
    lines: Sequence[SharedLine]

    @cached_property
    def case(self) -> Case:
        return Case(tuple(one.line for one in self.lines), self.years, self.rate / 100)

    @cached_property
    def spread(self) -> Spread | None:
        return spread_of(self.case)

    @property
    def benefits(self) -> list[SharedLine]:
        return [one for one in self.lines if one.is_benefit]

    @property
    def costs(self) -> list[SharedLine]:
        return [one for one in self.lines if not one.is_benefit]

    @property
    def confirmed(self) -> int:
        """How many benefits the customer confirmed."""
        return sum(one.is_confirmed for one in self.benefits)

    @property
    def verdict(self) -> str:
        """good, warn, bad, or empty where there is nothing to judge.

        Never good without a benefit that the customer confirmed, whatever the figures say.
        """
        if not self.benefits:
            return ""
        if self.case.present_value <= 0:
            return "bad"
        is_likely = self.spread is None or self.spread.chance >= 0.8
        return "good" if self.confirmed and is_likely else "warn"


def content_of(case: BusinessCase, *, today: date) -> dict[str, Any]:
    """The facts of the case that may be shown, as JSON holds them."""
    lines = list(case.lines.filter(archived_at=None).order_by("pk"))
    standings = standings_of(lines, today=today)
    account = case.opportunity.account
    return {
        "title": case.title,
        "customer": account.name if account else "",
        "problem": case.problem,
        "currency": case.currency,
        "years": case.years,
        "rate": _text(case.rate),
        "lines": [_line(one, is_confirmed=is_confirmed(one, standings[one.pk].is_confirmed)) for one in lines],
    }


def shared_case(content: Mapping[str, Any]) -> SharedCase:
    """What was kept, read back."""
    return SharedCase(
        content["title"],
        content["customer"],
        content["problem"],
        content["currency"],
        content["years"],
        Decimal(content["rate"]),
        [_shared(one) for one in content["lines"]],
    )


def case_now(case: BusinessCase, *, today: date) -> SharedCase:
    """The case as it is now."""
    return shared_case(content_of(case, today=today))


def case_then(version: CaseVersion) -> SharedCase:
    """The case as the customer got it."""
    return shared_case(version.content)


def is_confirmed(line: CaseLine, has_word: bool) -> bool:
    """A customer's word counts where the figure is the customer's own: it says where they have it from."""
    return has_word and bool(line.source)


def _line(line: CaseLine, *, is_confirmed: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(line, name) for name in SHARED}
    facts |= {name: _text(getattr(line, name)) for name in DECIMALS}
    return facts | {"key": line.pk, "ramp": list(line.ramp), "is_confirmed": is_confirmed}


def _shared(facts: Mapping[str, Any]) -> SharedLine:
    decimals: dict[str, Any] = {name: None if facts[name] is None else Decimal(facts[name]) for name in DECIMALS}
    plain: dict[str, Any] = {name: facts[name] for name in (*SHARED, "key", "is_confirmed")}
    return SharedLine(ramp=tuple(facts["ramp"]), **plain, **decimals)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
