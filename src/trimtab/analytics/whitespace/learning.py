"""The night's work for white space: test proposals on the past, and keep them only where they are worth showing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from trimtab.accounts.models import Account
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.whitespace.reading import (
    Effort,
    Outcomes,
    Placed,
    effort_of,
    outcomes_of,
    purchases_of,
    sold_parts,
)
from trimtab.insight.whitespace import Found, Purchases, Tested, propose, try_on_the_past
from trimtab.insight.whitespace.testing import horizon_for
from trimtab.opportunities.models import Product
from trimtab.whitespace.actions import keep_learning
from trimtab.whitespace.models import Learning, Placement, Proposal

DAY = 86_400.0
FEWEST = 30  # purchases, below which nothing is tested
SEED = 20240601


def learn_white_space(*, engine: DuckDBEngine, currency: str, now: datetime) -> Learning:
    """Read, test, propose, keep. What was kept before is replaced.

    Args:
        currency: the reporting currency, in which the values are.
    """
    sold = sold_parts(engine, placed=_placed())
    purchases, effort = purchases_of(engine, sold), effort_of(engine, sold)
    tested = _tested(purchases, now)
    found: Iterable[Found] = ()
    if tested is not None and tested.is_good:
        found = propose(purchases, day=now.timestamp() / DAY, horizon=tested.horizon, seed=SEED)
    facts = _facts(tested, effort, outcomes_of(engine))
    return keep_learning(_rows(found, effort), facts=facts, currency=currency, now=now)


def _placed() -> Placed:
    """What people placed by hand, under the names that solutions count as."""
    found: Placed = defaultdict(list)
    rows = Placement.objects.order_by("pk").values_list("opportunity", "product__same_as", "product", "weight")
    for opportunity, same_as, product, weight in rows:
        found[opportunity].append((same_as or product, float(weight)))
    return dict(found)


def _tested(purchases: Purchases, now: datetime) -> Tested | None:
    if len(purchases.day) < FEWEST or purchases.shape[1] < 3:
        return None
    return try_on_the_past(purchases, end=now.timestamp() / DAY, horizon=horizon_for(purchases), seed=SEED)


def _facts(tested: Tested | None, effort: Effort, outcomes: Outcomes) -> dict[str, object]:
    """Numbers only: sentences are made where they are read."""
    stages = {str(stage): {"chance": chance, "n": n} for stage, (chance, n) in outcomes.stages.items()}
    return {
        "test": {**asdict(tested), "is_good": tested.is_good} if tested else {},
        "stages": stages,
        "win_rate": outcomes.win_rate,
        "closed": outcomes.closed,
        "per_hour": effort.per_hour,
        "timed": effort.timed,
    }


def _rows(found: Iterable[Found], effort: Effort) -> Iterator[Proposal]:
    """Proposals as rows, of accounts and solutions that are still there."""
    accounts = set(Account.objects.current().values_list("pk", flat=True))
    offered = set(Product.objects.offered().values_list("pk", flat=True))
    for one in found:
        if one.account in accounts and one.product in offered:
            yield Proposal(
                account_id=one.account,
                product_id=one.product,
                chance=one.chance,
                usual=one.usual,
                value=None if one.value is None else Decimal(one.value).quantize(Decimal("0.01")),
                hours=effort.hours.get(one.product),
                peers=list(one.peers),
                owners=one.owners,
                similar=one.similar,
                because_id=one.because,
            )
