"""What a simulated company looks like in the measures that published sales benchmarks use."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Floats, Integers, Moments
from trimtab.insight.simulate.calendar import quarter_end
from trimtab.insight.simulate.parameters import LOST, WON
from trimtab.insight.simulate.world import AMOUNT, STAGE, World

_MATURE_DAYS = 365


@dataclass(frozen=True)
class CalibrationMoments:
    """Shares are 0 to 1, cycles are medians in days; tuples are by segment. `n` is the number of closed opportunities.

    Cycles and shares count opportunities created at least a year before the end, so that long ones are not missing;
    companies younger than two years count all. A measure without any opportunity to measure is NaN.
    """

    n: int
    win_rate: float
    win_rate_by_segment: tuple[float, ...]
    won_cycle: tuple[float, ...]
    lost_cycle: tuple[float, ...]
    gone_dark: float
    pushed: float
    pushed_of_won: float
    contacts_of_won: float
    contacts_of_lost: float
    buyer_events_of_won: float
    buyer_events_of_lost: float
    booked_in_last_four_weeks: float
    booked_in_last_two_weeks: float
    size_variation: float
    top_sellers_share: float


def measure(world: World) -> CalibrationMoments:
    """Measure a world."""
    snapshot = world.at_end_of(world.through)
    stage, truth = snapshot.values[:, STAGE], world.truth
    counted = _counted(world)
    won, lost = counted & (stage == WON), counted & (stage == LOST)
    days = (snapshot.changed_at - world.opportunities.created_at).astype(np.float64) / 86_400
    segments = [world.opportunities.segment == row for row in range(len(world.parameters.segments))]
    bookings = np.where(stage == WON, snapshot.values[:, AMOUNT], 0)
    to_quarter_end = _days_to_quarter_end(snapshot.changed_at)
    pushed, engaged, answers = truth.pushes > 0, truth.contacts, world.buyer_events
    return CalibrationMoments(
        n=int((won | lost).sum()),
        win_rate=_mean(won[won | lost]),
        win_rate_by_segment=tuple(_mean(won[(won | lost) & row]) for row in segments),
        won_cycle=tuple(_median(days[won & row]) for row in segments),
        lost_cycle=tuple(_median(days[lost & row]) for row in segments),
        gone_dark=_mean(world.opportunities.loss_reason[lost] == 0),
        pushed=_mean(pushed[won | lost]),
        pushed_of_won=_mean(pushed[won]),
        contacts_of_won=_mean(engaged[won]),
        contacts_of_lost=_mean(engaged[lost]),
        buyer_events_of_won=_mean(answers[won]),
        buyer_events_of_lost=_mean(answers[lost]),
        booked_in_last_four_weeks=_share(bookings[to_quarter_end < 28], bookings),
        booked_in_last_two_weeks=_share(bookings[to_quarter_end < 14], bookings),
        size_variation=float(bookings[won].std()) / _mean(bookings[won]) if won.any() else float("nan"),
        top_sellers_share=_top_share(world, bookings),
    )


def _mean(values: Floats | Integers | Flags) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else float("nan")


def _share(part: Floats, whole: Floats) -> float:
    total = float(whole.sum())
    return float(part.sum()) / total if total else float("nan")


def _counted(world: World) -> Flags:
    created_at = world.opportunities.created_at
    if world.parameters.years < 2:
        return np.ones(len(created_at), dtype=np.bool_)
    mature: Flags = created_at < np.datetime64(world.through, "s") - np.timedelta64(_MATURE_DAYS, "D")
    return mature


def _days_to_quarter_end(moments: Moments) -> Floats:
    days = moments.astype("datetime64[D]")
    left: Floats = (quarter_end(days) - days).astype(np.float64)
    return left


def _top_share(world: World, bookings: Floats) -> float:
    """Return the share of bookings of the best 17% of the sellers who stayed throughout, by first owner."""
    users = world.users
    stayed = np.isnat(users.left_at) & (users.hired_at < np.datetime64(world.starts_on, "s"))
    sellers = stayed & np.array([role == "seller" for role in users.role])
    owner = world.opportunities.first[:, -1].astype(np.int64)
    by_seller = np.sort(np.bincount(owner, weights=bookings, minlength=len(sellers))[sellers])[::-1]
    return _share(by_seller[: max(1, round(0.17 * len(by_seller)))], by_seller)
