"""What the nightly look found, written down by the room above that does the mathematics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from trimtab.accounts.models import Account
from trimtab.core.audit import record_event
from trimtab.retention.models import Defection, EventEffect, WatchedWeek


@dataclass(frozen=True)
class Found:
    """One alarm as it was found. See `models.Defection` for the fields."""

    account_id: int
    sign: str
    since_on: date
    until_on: date
    observed: float
    expected: float
    low: float
    high: float
    chance: float
    group: str = ""
    group_size: int = 0
    group_change: float = 0.0
    at_stake: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Effect:
    """What an event did, by one measure. See `models.EventEffect`."""

    threat_id: int
    measure: str
    weeks: int
    exposed: int
    compared: int
    change: float | None = None
    low: float | None = None
    high: float | None = None
    missing: float | None = None


def week_is_kept(week_on: date) -> bool:
    """Whether that week was looked at."""
    return WatchedWeek.objects.filter(week_on__gte=week_on).exists()


def keep_week(
    week_on: date,
    *,
    found: Sequence[Found],
    loud: Iterable[tuple[int, str]],
    figures: Mapping[str, object],
    share: float,
    as_of: datetime,
    now: datetime,
) -> WatchedWeek:
    """Keep the week and its new alarms. What is open, or was answered and never got well since, raises no second one.

    Args:
        found: the alarms. loud: (account, sign) of all that still look unwell, alarms or not.
    """
    with transaction.atomic():
        week = WatchedWeek.objects.create(week_on=week_on, at=now, as_of=as_of, share=share, figures=dict(figures))
        lasting = _lasting(set(loud), week_on=week_on)
        present = set(
            Account.objects.current().filter(pk__in=[one.account_id for one in found]).values_list("pk", flat=True)
        )
        fresh = [one for one in found if (one.account_id, one.sign) not in lasting and one.account_id in present]
        for one in fresh:
            made = Defection.objects.create(week=week, opened_at=now, **asdict(one))
            record_event(
                "defection.raised",
                record="account",
                record_id=one.account_id,
                by=None,
                now=now,
                after={"sign": made.sign, "since_on": made.since_on.isoformat()},
            )
    return week


def keep_effects(effects: Iterable[Effect], *, as_of: datetime) -> None:
    """What events did, as of this night; what an earlier night said is replaced."""
    with transaction.atomic():
        for one in effects:
            facts = asdict(one)
            key = {"threat_id": facts.pop("threat_id"), "measure": facts.pop("measure")}
            EventEffect.objects.update_or_create(**key, defaults=facts | {"as_of": as_of})


def _lasting(loud: set[tuple[int, str]], *, week_on: date) -> set[tuple[int, str]]:
    """What raises nothing now: it is open, or was answered and has been unwell ever since."""
    still = set(Defection.objects.filter(closed_at__isnull=True).values_list("account", "sign"))
    answered = Defection.objects.filter(closed_at__isnull=False, over_on__isnull=True)
    for one in answered:
        if (one.account_id, one.sign) in loud:
            still.add((one.account_id, one.sign))
        else:
            one.over_on = week_on
            one.save(update_fields=["over_on"])
    return still
