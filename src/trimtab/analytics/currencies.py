"""Which currencies are used, and what is known of their rates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max

from trimtab.analytics.reading import Reading
from trimtab.analytics.review.words import count, text
from trimtab.analytics.rows import CURRENCY_USE
from trimtab.core.models import ExchangeRate, Organisation
from trimtab.core.rates import load_rates


@dataclass(frozen=True)
class CurrencyUse:
    """One currency: how much is in it, the rate of today and since when, and how many rates it has.

    opportunities, without_value: None where the extracts are still being made.
    """

    code: str
    is_reporting: bool
    opportunities: int | None
    without_value: int | None
    rate: Decimal | None
    last_on: date | None
    rates: int


def currency_uses(organisation: Organisation, reading: Reading | None, *, today: date) -> list[CurrencyUse]:
    """Every currency that a record or a rate is in, the reporting one first, then the most used."""
    asked = reading.engine.run(CURRENCY_USE).rows if reading else ()
    used = {text(row["currency"]): row for row in asked if row["currency"]}
    known = {
        row["currency"]: row
        for row in ExchangeRate.objects.values("currency").annotate(number=Count("pk"), last=Max("from_on"))
    }
    loaded = load_rates(currency=organisation.currency)
    return [
        CurrencyUse(
            code=code,
            is_reporting=code == organisation.currency,
            opportunities=count(used[code]["n"]) if code in used else 0 if reading else None,
            without_value=count(used[code]["without_value"]) if code in used else 0 if reading else None,
            rate=loaded.on(code, today),
            last_on=known[code]["last"] if code in known else None,
            rates=known[code]["number"] if code in known else 0,
        )
        for code in dict.fromkeys([organisation.currency, *used, *sorted(known)])
    ]
