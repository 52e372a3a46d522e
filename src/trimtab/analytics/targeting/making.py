"""Asks the extracts what each account brought and took, adds what could be realised, and hands it to `targeting`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Case, Count, F, IntegerField, Max, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.targeting.headroom import Headroom, headroom
from trimtab.insight.targeting.proposals import Kind, proposals
from trimtab.insight.targeting.queries import ACCOUNT_FIGURES, KINDS
from trimtab.opportunities.models import Activity, ActivityParty
from trimtab.targeting.actions import Figures, keep_figures, keep_proposals
from trimtab.targeting.scores import USUAL_MINUTES

MET_WITHIN, YEAR = timedelta(days=182), timedelta(days=365)
TOUCHED_FROM = 4  # calls, meetings and e-mails a year: once a quarter
Columns = Mapping[str, NDArray[Any]]  # Any: each column has a type of its own


def make_figures(engine: DuckDBEngine, *, as_of: datetime) -> tuple[int, int]:
    """Work everything out and keep it: how many accounts, how many proposals."""
    columns = {name: np.ma.filled(column) for name, column in engine.columns(ACCOUNT_FIGURES, as_of=as_of).items()}
    revenue, before = (np.asarray(columns[name], dtype=np.float64) for name in ("revenue", "revenue_before"))
    room = headroom(
        revenue,
        before,
        finest=_numbered(columns["industry"], columns["segment"]),
        coarser=_numbered(columns["segment"]),
    )
    met, loose = people_met(as_of), loose_time(as_of)
    alone = [loose.get(pk, Spent()) for pk in columns["account_id"].tolist()]
    figures = [_figures(columns, room, met, row, loose=alone[row]) for row in range(len(revenue))]
    touches = np.asarray(columns["touches"]) + np.array([one.touches for one in alone], dtype=np.int64)
    facts = lost_shares(revenue, before, touches) | {"kept": room.kept}
    accounts = keep_figures(figures, facts=facts, now=as_of)
    kinds = engine.columns(KINDS, as_of=as_of)
    found = proposals(
        [
            Kind(str(field), str(value), int(won), int(decided))
            for field, value, won, decided in zip(
                kinds["field"], kinds["value"], kinds["won"], kinds["decided"], strict=True
            )
        ]
    )
    return accounts, keep_proposals([asdict(one) for one in found], now=as_of)


@dataclass(frozen=True)
class Spent:
    """Hours and touches of a year with one account, and when the last was."""

    hours: float = 0.0
    touches: int = 0
    last_at: datetime | None = None


def loose_time(as_of: datetime) -> Mapping[int, Spent]:
    """Time spent with accounts without an opportunity: the extracts hold activities of opportunities only."""
    usual = Case(
        *(When(kind=kind, then=Value(minutes)) for kind, minutes in USUAL_MINUTES.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    found = Activity.objects.current().filter(
        opportunity__isnull=True, account__isnull=False, at__gt=as_of - YEAR, at__lte=as_of
    )
    summed = (
        found.order_by()
        .values_list("account")
        .annotate(
            spent=Sum(Coalesce(F("minutes"), usual)),
            times=Count("pk", filter=Q(kind__in=USUAL_MINUTES)),
            last=Max("at"),
        )
    )
    return {pk: Spent(minutes / 60, touches, last) for pk, minutes, touches, last in summed}


def people_met(as_of: datetime) -> Mapping[int, int]:
    """How many people of each account took part in something in the last half year. The database counts."""
    parties = ActivityParty.objects.filter(
        contact__isnull=False,
        activity__archived_at__isnull=True,
        activity__at__gt=as_of - MET_WITHIN,
        activity__at__lte=as_of,
    )
    return dict(parties.order_by().values_list("contact__account").annotate(Count("contact", distinct=True)))


def lost_shares(revenue: NDArray[Any], before: NDArray[Any], touches: NDArray[Any]) -> dict[str, object]:
    """How much of the year before did not come again from customers that heard from us each quarter, and others."""
    found: dict[str, object] = {}
    for name, rows in (("touched", touches >= TOUCHED_FROM), ("untouched", touches < TOUCHED_FROM)):
        chosen = rows & (before > 0)
        total = float(before[chosen].sum())
        lost = float(np.maximum(before[chosen] - revenue[chosen], 0).sum())
        found[name] = {"accounts": int(chosen.sum()), "before": total, "lost": lost}
    return found


def _figures(columns: Columns, room: Headroom, met: Mapping[int, int], row: int, *, loose: Spent) -> Figures:
    account = int(columns["account_id"][row])
    known_at = float(columns["last_at"][row])
    last = [datetime.fromtimestamp(known_at, UTC)] if known_at else []
    return Figures(
        account_id=account,
        revenue=_money(columns["revenue"][row]),
        revenue_before=_money(columns["revenue_before"][row]),
        open_amount=_money(columns["open_amount"][row]),
        won=int(columns["won"][row]),
        lost=int(columns["lost"][row]),
        hours=round(float(columns["hours"][row]) + loose.hours, 2),
        contacts=met.get(account, 0),
        last_activity_at=max([*last, *([loose.last_at] if loose.last_at else [])], default=None),
        headroom=round(float(room.expected[row]), 2),
        headroom_low=round(float(room.low[row]), 2),
        headroom_high=round(float(room.high[row]), 2),
        headroom_spread=round(float(room.spread[row]), 2),
        peers=int(room.peers[row]),
    )


def _money(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _numbered(*columns: NDArray[Any]) -> NDArray[np.int64]:
    """A number for each different combination of texts."""
    texts = np.array(["\x00".join(map(str, row)) for row in zip(*columns, strict=True)], dtype=object)
    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    _values, numbers = np.unique(texts.astype(str), return_inverse=True)
    return np.asarray(numbers, dtype=np.int64)
