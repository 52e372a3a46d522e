"""Books made by hand: opportunities with what was known of them, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from trimtab.insight.forecast.book import DAY, NEVER, QUERIES, UNKNOWN, Book, Columns, read_book
from trimtab.insight.forecast.windows import Span

STAGES = (("Proof", "open"), ("Proposal", "open"), ("Won", "won"), ("Lost", "lost"))
PROOF, PROPOSAL, WON, LOST = range(1, 5)
ANA, CLEO = 1, 2
NORTH, SOUTH = 11, 12
QUARTER_DAYS = 91
FIRST_DAY = 18_000  # of the first quarter, counted from 1970


@dataclass
class Deal:
    """An opportunity: when opened, and what became known on which day."""

    opened: int
    owner: int = ANA
    amount: float | None = 1_000.0
    close: int | None = None
    stage: int = PROOF
    category: int = 1
    segment: str = "SMB"
    region: str = "North"
    product: str = "Turbine"
    later: list[dict[str, Any]] = field(default_factory=list)

    def then(self, day: int, **values: Any) -> "Deal":
        """On that day these values became known."""
        self.later.append({"day": day, **values})
        return self


def book_of(deals: Sequence[Deal], *, quotas: Sequence[tuple[int, int, int, float]] = ()) -> Book:
    """The book of these deals. quotas: owner, first and last day, amount."""
    rows = [row for number, deal in enumerate(deals, 1) for row in _versions(number, deal)]
    tables: dict[str, Columns] = {
        "versions": _columns(rows),
        "opportunities": {
            "opp_id": np.arange(len(deals)) + 1,
            "name": np.array([f"Deal {number}" for number in range(1, len(deals) + 1)], dtype=object),
            "opened_s": np.array([deal.opened * DAY for deal in deals], dtype=np.int64),
            **{name: np.array([getattr(deal, name) for deal in deals], dtype=object) for name in FACTS},
        },
        "users": {
            "user_id": np.array([ANA, CLEO]),
            "name": np.array(["Ana", "Cleo"]),
            "team_id": np.array([NORTH, SOUTH]),
        },
        "teams": {
            "team_id": np.array([10, NORTH, SOUTH]),
            "name": np.array(["Company", "North", "South"]),
            "parent_id": np.array([-1, 10, 10]),
        },
        "stages": {
            "stage_id": np.arange(4) + 1,
            "position": np.arange(4) + 1,
            "process_id": np.ones(4, dtype=np.int64),
            "name": np.array([name for name, _kind in STAGES]),
            "kind": np.array([kind for _name, kind in STAGES]),
        },
        "quotas": {
            name: np.array([quota[at] for quota in quotas], dtype=np.int64)
            for at, name in enumerate(("user_id", "start_day", "end_day"))
        }
        | {"cents": np.array([round(quota[3] * 100) for quota in quotas], dtype=np.int64)},
        "touches": {"opp_id": np.zeros(0, dtype=np.int64), "at_s": np.zeros(0, dtype=np.int64)},
    }
    named = {query: tables[name] for name, query in QUERIES.items()}
    return read_book(lambda query: named[query])


FACTS = ("segment", "region", "product")


def quarters(count: int) -> list[Span]:
    """So many spans of 91 days from the first day on."""
    starts = [(FIRST_DAY + QUARTER_DAYS * number) * DAY for number in range(count)]
    return [Span(start, start + QUARTER_DAYS * DAY) for start in starts]


def usual_deals(count: int, *, seed: int = 1, quarters: int = 10) -> list[Deal]:
    """Deals opened evenly, of which a third is won after some weeks and half are lost; amounts vary."""
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(0, QUARTER_DAYS * quarters, count)) + FIRST_DAY
    deals = []
    for opened in days.tolist():
        amount = float(np.round(rng.lognormal(7, 0.8), 2))
        deal = Deal(
            opened,
            owner=int(rng.choice([ANA, CLEO])),
            amount=amount,
            close=opened + int(rng.integers(20, 120)),
            segment=str(rng.choice(["SMB", "ENT"])),
            region=str(rng.choice(["North", "South"])),
            product=str(rng.choice(["Turbine", "Pump", "Valve"])),
        )
        moved = opened + int(rng.integers(5, 40))
        if rng.random() < 0.7:
            deal.then(moved, stage=PROPOSAL)
        outcome = WON if rng.random() < 0.4 else LOST
        deals.append(deal.then(moved + int(rng.integers(5, 80)), stage=outcome))
    return deals


def _versions(number: int, deal: Deal) -> list[dict[str, int | bool]]:
    known: dict[str, Any] = {
        "stage": deal.stage,
        "amount": deal.amount,
        "close": deal.close,
        "owner": deal.owner,
        "category": deal.category,
    }
    moments = [{"day": deal.opened}, *sorted(deal.later, key=lambda one: one["day"])]
    rows = []
    for at, moment in enumerate(moments):
        known = {**known, **moment}
        until = moments[at + 1]["day"] * DAY if at + 1 < len(moments) else NEVER
        rows.append(_version(number, known, until=until))
    return rows


def _version(number: int, known: dict[str, Any], *, until: int) -> dict[str, int | bool]:
    kind = STAGES[known["stage"] - 1][1]
    return {
        "opp_id": number,
        "from_s": known["day"] * DAY,
        "until_s": until,
        "status": {"open": 0, "won": 1, "lost": 2}[kind],
        "stage_id": known["stage"],
        "cents": UNKNOWN if known["amount"] is None else round(known["amount"] * 100),
        "lacks_rate": False,
        "close_day": UNKNOWN if known["close"] is None else known["close"],
        "category": known["category"],
        "owner_id": known["owner"],
    }


def _columns(rows: Sequence[dict[str, int | bool]]) -> Columns:
    names = list(_version(1, {"stage": 1, "amount": 1, "close": 1, "category": 1, "owner": 1, "day": 1}, until=1))
    return {name: np.array([row[name] for row in rows], dtype=np.int64) for name in names}
