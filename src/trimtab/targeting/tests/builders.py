"""Small builders for tests of scores."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.people.models import User
from trimtab.targeting.actions import Figures, add_fact, add_sign, keep_figures
from trimtab.targeting.models import AccountScore, DossierFact, Sign

# Ten customers of a kind that were left alone bought half of what they had, ten others a tenth less.
FACTS = {
    "untouched": {"accounts": 10, "before": 1000.0, "lost": 500.0},
    "touched": {"accounts": 10, "before": 1000.0, "lost": 100.0},
}

PROPOSED = {
    "field": "industry", "value": "Retail", "grade": "A", "won": 30, "decided": 40, "others_won": 20,
    "others_decided": 100, "share": 0.7, "low": 0.35, "high": 0.68,
}  # fmt: skip


def figures(account: Account, **known: Any) -> Figures:
    """What the records say of an account; money as numbers."""
    money = ("revenue", "revenue_before", "open_amount")
    typed: dict[str, Any] = {name: Decimal(value) if name in money else value for name, value in known.items()}
    return Figures(account.pk, **typed)


def scored(account: Account, **known: Any) -> AccountScore:
    """The account with these figures, and its score; others keep theirs."""
    keep_figures([figures(account, **known)], facts=FACTS, now=NOW)
    return AccountScore.objects.get(account=account)


def large(account: Account) -> AccountScore:
    """An account with high current and high future revenue."""
    return scored(
        account, revenue=100_000, open_amount=50_000, hours=10.0, contacts=5, headroom=80_000.0,
        headroom_low=60_000.0, headroom_high=110_000.0, headroom_spread=20_000.0, peers=12,
    )  # fmt: skip


def known(account: Account, *, by: User, now: datetime = NOW, **fields: object) -> DossierFact:
    """A sure fact of today about the company."""
    values = {"heading": "company", "text": "Makes turbines.", "source": "Annual report", "known_on": now.date()}
    return add_fact(account, fields=values | {"confidence": "sure"} | fields, by=by, now=now)


def watched(account: Account, *, by: User, now: datetime = NOW, **fields: object) -> Sign:
    """A sign to watch for."""
    return add_sign(account, fields={"kind": "executive", "watch_for": "A new head of plants"} | fields, by=by, now=now)
