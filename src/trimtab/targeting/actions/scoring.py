"""Keeping figures and scoring by them; a new version of the definition."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from trimtab.accounts.models import Account
from trimtab.core.audit import record_event
from trimtab.core.models import Organisation
from trimtab.evidence.fading import standing
from trimtab.evidence.queries import evidence_of
from trimtab.people.models import User
from trimtab.targeting import fit
from trimtab.targeting.actions.rows import Values, values_in, write_changed
from trimtab.targeting.actions.versions import next_version
from trimtab.targeting.factors import SHIPPED, Factor, as_kept, with_lines
from trimtab.targeting.models import AccountScore, Profile, Rating, ScoreChange, Scoring, Study
from trimtab.targeting.scoring import (
    FIT_COLUMNS,
    Definition,
    bands_of,
    factors_in_use,
    latest_profile,
    latest_scoring,
    said_of,
    score,
    value_of,
    values_for_fit,
)

AT_ONCE = 2_000  # accounts in one transaction: others get to write in between
HALF_LIFE = 365  # days: what a customer is to us changes over a year, not over a quarter
ADDED_UP = {"revenue", "open"}
HIGH_SHARE = 0.3  # of accounts, on the axis of the future: as many as a team can grow at once
MOVED = 1.0  # points
FIGURES = (
    "figures_at", "revenue", "revenue_before", "open_amount", "won", "lost", "hours", "contacts", "last_activity_at",
    "headroom", "headroom_low", "headroom_high", "headroom_spread", "peers",
)  # fmt: skip
SCORES = (
    "scoring", "current", "current_low", "current_high", "future", "future_low", "future_high", "quadrant", "certainty",
)  # fmt: skip
FITS = ("profile", "fit", "fit_low", "fit_high", "fit_band")


@dataclass(frozen=True)
class Figures:
    """What the records say of one account. Money is in the reporting currency, hours and revenue of a year."""

    account_id: int
    revenue: Decimal = Decimal(0)
    revenue_before: Decimal = Decimal(0)
    open_amount: Decimal = Decimal(0)
    won: int = 0
    lost: int = 0
    hours: float = 0.0
    contacts: int = 0
    last_activity_at: datetime | None = None
    headroom: float = 0.0
    headroom_low: float = 0.0
    headroom_high: float = 0.0
    headroom_spread: float = 0.0
    peers: int = 0


def keep_figures(figures: Iterable[Figures], *, facts: dict[str, Any], now: datetime) -> int:
    """Keep the figures of a night and score by them; how many accounts. Accounts that are gone are passed over.

    Args:
        facts: what the records of all accounts say together; see `models.Study`.
    """
    known = set(Account.objects.current().values_list("pk", flat=True))
    given = [one for one in figures if one.account_id in known]
    for chunk in _chunks(given):
        with transaction.atomic():
            rows = [AccountScore(figures_at=now, **asdict(one)) for one in chunk]
            AccountScore.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["account"], update_fields=list(FIGURES)
            )
    AccountScore.objects.exclude(account__in=Account.objects.current()).delete()
    with transaction.atomic():
        Study.objects.update_or_create(as_of=now, defaults={"facts": facts})  # a night that was stopped runs again
        _propose_first_version(now)
    score_again(now=now)
    return len(given)


def score_again(*, now: datetime, accounts: Sequence[int] | None = None) -> int:
    """Score by the versions in force; how many moved. All accounts, or these."""
    scoring, profile = latest_scoring(), latest_profile()
    if scoring is None:
        return 0
    chosen = AccountScore.objects.all() if accounts is None else AccountScore.objects.filter(account__in=accounts)
    rows = list(chosen.order_by("pk"))
    for chunk in _chunks(rows):
        with transaction.atomic():
            _weigh_evidence([row.account_id for row in chunk], now)
            _fit(chunk, profile)
    moved, in_use = 0, factors_in_use()
    for chunk in _chunks(rows):
        with transaction.atomic():
            moved += _score_chunk(chunk, scoring, in_use=in_use, now=now)
    return moved


def adopt_scoring(
    factors: Sequence[Factor],
    *,
    cut_current: int,
    cut_future: int,
    half_hours: int,
    why: str,
    seen: int,
    by: User,
    now: datetime,
) -> Scoring:
    """Make a new version for everybody, and score all accounts by it.

    Args:
        seen: the version that the person changed.

    Raises:
        PermissionDenied: `by` does not set definitions.
        VersionChanged: a newer version was made meanwhile.
    """
    with next_version(Scoring, seen=seen, by=by) as version:
        made = Scoring.objects.create(
            version=version,
            factors=as_kept(factors),
            cut_current=cut_current,
            cut_future=cut_future,
            half_hours=half_hours,
            why=why,
            by=by,
            by_name=by.get_full_name(),
            from_at=now,
        )
        after = {"version": made.version, "why": why}
        record_event("scoring.adopted", record="scoring", record_id=made.pk, by=by, now=now, after=after)
    score_again(now=now)
    return made


def _propose_first_version(now: datetime) -> None:
    """The shipped factors, with lines from the organisation's own figures."""
    if Scoring.objects.exists():
        return
    rows = list(AccountScore.objects.all())
    lines = {
        measure: found
        for measure in ("revenue", "return", "headroom", "open")
        if (found := lines_from(measure, [value_of(measure, row) for row in rows])) is not None
    }
    factors = with_lines(SHIPPED, lines)
    future = score(rows, {}, Definition(factors), in_use=factors_in_use()).future.mean
    Scoring.objects.create(version=1, factors=as_kept(factors), cut_future=cut_from(future), from_at=now)


def cut_from(points: NDArray[np.float64]) -> int:
    """The least whole number of points that no more than three of ten accounts reach."""
    reached = ((points >= cut).mean() if len(points) else 0.0 for cut in range(1, 101))
    return next((cut for cut, share in enumerate(reached, 1) if share <= HIGH_SHARE), 100)


def lines_from(measure: str, values: Iterable[float | None]) -> tuple[float, float] | None:
    """From where a figure is high and medium; rounded to two digits, so that a line can be remembered.

    Of revenue and open amounts the largest that bring 80 % of all together are high, those up to 95 % medium; of the
    others the best fifth is high, the better half medium. None where nothing is above zero.
    """
    known = np.sort(np.array([value for value in values if value is not None and value > 0]))[::-1]
    if not len(known):
        return None
    if measure not in ADDED_UP:
        return _two_digits(float(np.quantile(known, 0.8))), _two_digits(float(np.quantile(known, 0.5)))
    share = np.cumsum(known) / known.sum()
    high = known[int((share >= 0.8 - 1e-12).argmax())]
    medium = known[int((share >= 0.95 - 1e-12).argmax())]
    return _two_digits(float(high)), _two_digits(float(medium))


def _score_chunk(rows: list[AccountScore], scoring: Scoring, *, in_use: Collection[str], now: datetime) -> int:
    said = said_of([row.account_id for row in rows])
    kept, before = values_in(rows, SCORES), values_in(rows, ("current", "future", "quadrant"))
    found = score(rows, said, Definition.of(scoring), in_use=in_use)
    for index, row in enumerate(rows):
        row.scoring = scoring.version
        for name, axis in (("current", found.current), ("future", found.future)):
            setattr(row, name, round(float(axis.mean[index]), 2))
            setattr(row, f"{name}_low", round(float(axis.low[index]), 2))
            setattr(row, f"{name}_high", round(float(axis.high[index]), 2))
        row.quadrant = str(found.quadrants.letter[index])
        row.certainty = round(float(found.quadrants.certainty[index]), 4)
    write_changed(rows, SCORES, before=kept)
    moved = [row for row in rows if _has_moved(before[row.pk], row)]
    ScoreChange.objects.bulk_create(
        ScoreChange(
            account_id=row.account_id, at=now, current=row.current, future=row.future, quadrant=row.quadrant,
            certainty=row.certainty, scoring=row.scoring, revenue=row.revenue,
        )
        for row in moved
    )  # fmt: skip
    return len(moved)


def _fit(rows: list[AccountScore], profile: Profile | None) -> None:
    if profile is None:
        return
    accounts = Account.objects.only(*FIT_COLUMNS).in_bulk([row.account_id for row in rows])
    kept = values_in(rows, FITS)
    criteria, bands = fit.criteria_of(profile.criteria), bands_of(profile)
    for row in rows:
        found = fit.fit_of(criteria, values_for_fit(accounts[row.account_id]), bands=bands)
        row.profile, row.fit, row.fit_band = profile.version, found.points, found.band
        row.fit_low, row.fit_high = found.low, found.high
    write_changed(rows, FITS, before=kept)


def _weigh_evidence(accounts: Sequence[int], now: datetime) -> None:
    """What the evidence behind each answer is worth today."""
    ratings = list(Rating.objects.filter(account__in=accounts, superseded_at__isnull=True))
    if not ratings:
        return
    pieces = evidence_of("account", {one.account_id for one in ratings})
    today = now.astimezone(Organisation.get().zone).date()
    changed = []
    for one in ratings:
        behind = pieces.get((one.account_id, f"factor:{one.factor}"), [])
        strength = round(standing(behind, value=one.level, today=today, half_life=HALF_LIFE).strength, 4)
        if strength != one.strength:
            one.strength = strength
            changed.append(one)
    Rating.objects.bulk_update(changed, ["strength"], batch_size=500)


def _has_moved(before: Values, row: AccountScore) -> bool:
    current, future, quadrant = before
    is_elsewhere: bool = quadrant != row.quadrant
    return is_elsewhere or abs(current - row.current) >= MOVED or abs(future - row.future) >= MOVED


def _two_digits(value: float) -> float:
    return float(f"{value:.1e}")


def _chunks(rows: "Sequence[Any]") -> "Iterator[list[Any]]":
    """Some rows at a time."""
    for start in range(0, len(rows), AT_ONCE):
        yield list(rows[start : start + AT_ONCE])
