"""Dated exchange rates: reading them, and setting them outside of closed periods.

A rate holds from its day on until the day of the next one. The first rate of a currency also holds before its day;
a currency without any rate has none: nothing is invented.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trimtab.core.audit import Actor, record_event
from trimtab.core.calendars import Period
from trimtab.core.models import ExchangeRate, Organisation, PeriodClosing
from trimtab.core.money import Money


class ClosedPeriod(ValidationError):
    """The change would touch rates that are frozen."""


@dataclass(frozen=True)
class Rates:
    """All rates into one reporting currency: for each other currency its days, ascending, and their rates."""

    currency: str
    days: Mapping[str, tuple[date, ...]]
    values: Mapping[str, tuple[Decimal, ...]]

    def on(self, currency: str, day: date) -> Decimal | None:
        """Units of the reporting currency for one unit of `currency` on that day; None where no rate is known."""
        if currency == self.currency:
            return Decimal(1)
        days = self.days.get(currency, ())
        if not days:
            return None
        return self.values[currency][max(bisect_right(days, day) - 1, 0)]

    def converted(self, money: Money, *, on: date) -> Money | None:
        """The money in the reporting currency, rounded half-even to cents; None where no rate is known."""
        rate = self.on(money.currency, on)
        return None if rate is None else money.converted(rate=rate, currency=self.currency)

    def total(self, amounts: Iterable[tuple[Money, date]]) -> Money | None:
        """The sum of amounts, each converted at the rate of its day; None where one of them has no rate."""
        total = Money(Decimal("0.00"), self.currency)
        for money, day in amounts:
            converted = self.converted(money, on=day)
            if converted is None:
                return None
            total += converted
        return total


@dataclass(frozen=True)
class NewRate:
    """A rate to be set."""

    currency: str
    from_on: date
    rate: Decimal
    source: str = ""


def load_rates(*, currency: str) -> Rates:
    """All rates into that reporting currency, in one query."""
    days: dict[str, list[date]] = defaultdict(list)
    values: dict[str, list[Decimal]] = defaultdict(list)
    rows = ExchangeRate.objects.order_by("currency", "from_on").values_list("currency", "from_on", "rate")
    for code, from_on, rate in rows:
        days[code].append(from_on)
        values[code].append(rate)
    return Rates(
        currency,
        {code: tuple(found) for code, found in days.items()},
        {code: tuple(found) for code, found in values.items()},
    )


def rates_for(currencies: Iterable[str], *, into: str) -> Rates:
    """The rates that these currencies need; no query where they are all the reporting currency."""
    return load_rates(currency=into) if set(currencies) - {into} else Rates(into, {}, {})


def rate_on(currency: str, day: date) -> Decimal | None:
    """Units of the organisation's currency for one unit of `currency` on that day; None where no rate is known."""
    return load_rates(currency=Organisation.get().currency).on(currency, day)


def set_rate(
    currency: str, *, from_on: date, rate: Decimal, by: Actor | None, now: datetime, source: str = ""
) -> ExchangeRate:
    """Set the rate that holds from a day on. All figures are restated.

    Raises:
        ClosedPeriod: it would hold on a day of a closed period.
        ValidationError: the currency is not three capital letters, or is the reporting currency; the rate is not
            positive.
    """
    with transaction.atomic():
        if currency == Organisation.get().currency:
            raise ValidationError(_("The reporting currency, %(code)s, has no rate.") % {"code": currency})
        _require_unfrozen(currency, from_on)
        found = ExchangeRate.objects.filter(currency=currency, from_on=from_on).first()
        before = {"rate": str(found.rate)} if found else {}
        row = found or ExchangeRate(currency=currency, from_on=from_on)
        row.rate, row.source = rate, source
        row.full_clean(exclude=["source"])
        row.save()
        after = {"currency": currency, "from_on": from_on.isoformat(), "rate": str(rate)}
        _record("rate.set", row.pk, by=by, now=now, before=before, after=after)
        Organisation.restate()
    return row


def set_rates(rates: Iterable[NewRate], *, by: Actor | None, now: datetime) -> int:
    """Set many rates at once, or none of them; how many.

    Raises:
        ClosedPeriod, ValidationError: one of them cannot be set, see `set_rate`.
    """
    number = 0
    with transaction.atomic():
        for one in rates:
            set_rate(one.currency, from_on=one.from_on, rate=one.rate, by=by, now=now, source=one.source)
            number += 1
    return number


def frozen_by(currency: str, from_on: date) -> str:
    """Why a rate of that day cannot change, in words; empty where it can."""
    try:
        _require_unfrozen(currency, from_on)
    except ClosedPeriod as closed:
        return " ".join(closed.messages)
    return ""


def remove_rate(row: ExchangeRate, *, by: Actor | None, now: datetime) -> None:
    """Take a rate away; the one before it then holds. All figures are restated.

    Raises:
        ClosedPeriod: it holds on a day of a closed period.
    """
    with transaction.atomic():
        _require_unfrozen(row.currency, row.from_on)
        before = {"currency": row.currency, "from_on": row.from_on.isoformat(), "rate": str(row.rate)}
        _record("rate.removed", row.pk, by=by, now=now, before=before)
        row.delete()
        Organisation.restate()


def rebase_rates(*, before: str, after: str, by: Actor | None, now: datetime) -> None:
    """Turn all rates into `before` into rates into `after`, day by day, when the reporting currency changes.

    A currency's new rate is its old one divided by that of the new reporting currency on the same day.

    Raises:
        ClosedPeriod: rates of a closed period would change.
        ValidationError: there are rates, and none of the new reporting currency.
    """
    rates = load_rates(currency=before)
    if after == before or not rates.days:
        return
    closing = PeriodClosing.objects.order_by("start_on").first()
    if closing is not None:
        raise ClosedPeriod(
            _("The rates from %(start)s to %(end)s are frozen. Reopen what is closed before the currency changes.")
            % {"start": closing.start_on, "end": closing.end_on}
        )
    if after not in rates.days:
        raise ValidationError(
            _("Set a rate of %(code)s first: the other rates are turned into it by that one.") % {"code": after}
        )
    with transaction.atomic():
        rows = [ExchangeRate(currency=before, from_on=day, rate=_turned(1, rate)) for day, rate in _dated(rates, after)]
        for code in rates.days:
            if code != after:
                rows += _rebased(rates, code, after)
        number, _kinds = ExchangeRate.objects.all().delete()
        ExchangeRate.objects.bulk_create(rows)
        kept = {"currency": before, "rates": number}
        record_event(
            "rates.rebased",
            record="rate",
            record_id=None,
            by=by,
            now=now,
            before=kept,
            after={"currency": after, "rates": len(rows)},
        )
        Organisation.restate()


def _dated(rates: Rates, code: str) -> Iterable[tuple[date, Decimal]]:
    return zip(rates.days[code], rates.values[code], strict=True)


def _turned(rate: Decimal | int, by: Decimal) -> Decimal:
    return (Decimal(rate) / by).quantize(Decimal("1e-8"))


def _rebased(rates: Rates, code: str, after: str) -> list[ExchangeRate]:
    """The rates of one currency into another reporting currency: a new one whenever either of the two moved."""
    days = sorted({*rates.days[code], *rates.days[after]})
    made = []
    for day in days:
        old, into = rates.on(code, day), rates.on(after, day)
        if old is not None and into is not None:
            made.append(ExchangeRate(currency=code, from_on=day, rate=_turned(old, into)))
    return made


def close_period(period: Period, *, by: Actor | None, now: datetime) -> PeriodClosing:
    """Freeze the rates of a fiscal period."""
    with transaction.atomic():
        closing, is_new = PeriodClosing.objects.get_or_create(
            start_on=period.start,
            end_on=period.end,
            defaults={"closed_at": now, "closed_by_id": by.pk if by else None},
        )
        if is_new:
            _record("period.closed", closing.pk, by=by, now=now, after={"period": period.key})
    return closing


def reopen_period(closing: PeriodClosing, *, by: Actor | None, now: datetime) -> None:
    """Let the rates of a period change again."""
    with transaction.atomic():
        _record("period.reopened", closing.pk, by=by, now=now, before={"period": str(closing)})
        closing.delete()


def _require_unfrozen(currency: str, from_on: date) -> None:
    """A rate holds from its day to the day before the next one, the first also before; none of it may be closed.

    Where the currency has no rate at all, none was in force that could change.
    """
    rates = ExchangeRate.objects.filter(currency=currency)
    if not rates.exists():
        return
    following = rates.filter(from_on__gt=from_on).order_by("from_on").values_list("from_on", flat=True).first()
    touched = Q(start_on__lt=following) if following else Q()
    if rates.filter(from_on__lt=from_on).exists():
        touched &= Q(end_on__gte=from_on)
    closing = PeriodClosing.objects.filter(touched).order_by("start_on").first()
    if closing is not None:
        raise ClosedPeriod(
            _("The rates from %(start)s to %(end)s are frozen. A rate of %(day)s would change them.")
            % {"start": closing.start_on, "end": closing.end_on, "day": from_on}
        )


def _record(
    verb: str,
    record_id: int,
    *,
    by: Actor | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record = verb.partition(".")[0]
    record_event(verb, record=record, record_id=record_id, by=by, now=now, before=before, after=after)
