"""How well the defection watch keeps its promise, and what it finds: planted customers, and real ones.

    python -m bench.defections                 planted worlds, with and without customers who defect
    python -m bench.defections --cdnow FOLDER  23,570 real customers: CDNOW_sample.txt and CDNOW_master.txt

The planted world: customers with gamma distributed rates who come in bursts, in groups of which one falls by 30% as a
whole; one customer in twenty defects in the last 13 weeks.
"""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.defections.after_events import Effect, effect_of
from trimtab.insight.defections.quietening import Judged, Window, judge
from trimtab.insight.defections.rates import GammaPoisson
from trimtab.insight.defections.sizes import shifts_of
from trimtab.insight.watch.discovery import benjamini_hochberg

Floats = NDArray[np.float64]
SHARE, WEEKS, PAST = 0.2, 13, 52
GROUPS = 4


def world(
    generator: np.random.Generator, *, customers: int, mean: float, bursts: float, defecting: float, drop: float
) -> tuple[Window, list[Window], list[str], NDArray[np.bool_]]:
    """Counts in the last 13 weeks and the four windows before, with who defects."""
    rate = generator.gamma(1.5, mean / WEEKS / 1.5, customers)
    group = generator.integers(0, GROUPS, customers)
    noise = generator.gamma(1 / bursts, bursts, (customers, 1 + PAST // WEEKS)) if bursts else 1.0
    expected = rate[:, None] * WEEKS * noise * np.ones((customers, 1 + PAST // WEEKS))
    expected[group == 0, -1] *= 0.7
    defects = generator.random(customers) < defecting
    expected[defects, -1] *= 1 - drop
    counts = generator.poisson(expected).astype(float)

    def window(last: int) -> Window:
        return Window(counts[:, :last].sum(axis=1), np.full(customers, float(WEEKS * last)), counts[:, last], WEEKS)

    return window(4), [window(3), window(2)], [str(one) for one in group], defects


def planted(*, runs: int = 60) -> Iterator[str]:
    """Lines of a table: false share, share found, for some worlds."""
    yield "customers  events/13w  bursts  drop   judged  alarms  false share  found of judged"
    for customers, mean, bursts in ((300, 8, 0.0), (300, 8, 0.2), (2_000, 4, 0.2), (2_000, 12, 0.5)):
        for defecting, drop in ((0.0, 0.0), (0.05, 0.7), (0.05, 1.0)):
            yield _planted(customers, mean, bursts, defecting, drop, runs=runs)


def _planted(customers: int, mean: float, bursts: float, defecting: float, drop: float, *, runs: int) -> str:
    shares, found, judged, alarms = [], [], [], []
    for run in range(runs):
        generator = np.random.default_rng([7, run])
        made = {"customers": customers, "mean": mean, "bursts": bursts, "defecting": defecting, "drop": drop}
        now, earlier, groups, defects = world(generator, **made)  # type: ignore[arg-type]
        answer = judge(now, groups, earlier=earlier)
        assert isinstance(answer, Judged)
        raised = answer.alarms(share=SHARE)
        shares.append((raised & ~defects).sum() / max(raised.sum(), 1))
        judged.append(answer.can_tell.mean())
        alarms.append(raised.sum())
        if (among := defects & answer.can_tell).any():
            found.append((raised & among).sum() / among.sum())
    told = f"{np.mean(found):6.0%}" if found else "     –"
    return (
        f"{customers:9,}  {mean:10}  {bursts:6}  {drop:4.0%}  {np.mean(judged):6.0%}  {np.mean(alarms):6.1f}"
        f"  {np.mean(shares):11.1%}  {told}"
    )


def sizes(*, runs: int = 200) -> str:
    """Smaller orders: 300 customers, six orders and then two, one in twenty halves its size."""
    shares, found = [], []
    for run in range(runs):
        generator = np.random.default_rng([11, run])
        level, spread = generator.normal(8, 1, 300), generator.gamma(4, 0.1, 300)
        defects = generator.random(300) < 0.05
        earlier = [np.exp(generator.normal(a, s, 6)) for a, s in zip(level, spread, strict=True)]
        last = [
            np.exp(generator.normal(a - np.log(2) * 1.5 * d, s, 2))
            for a, s, d in zip(level, spread, defects, strict=True)
        ]
        raised = benjamini_hochberg(shifts_of(earlier, last).chance, share=SHARE)
        shares.append((raised & ~defects).sum() / max(raised.sum(), 1))
        found.append((raised & defects).sum() / max(defects.sum(), 1))
    return f"sizes: false share {np.mean(shares):.1%}, found {np.mean(found):.0%} of those whose orders fell by 65%"


def events(*, runs: int = 400) -> str:
    """An event that takes a quarter from 60 of 400 bursty customers: how often the interval holds the truth."""
    held, widths = 0, []
    for run in range(runs):
        generator = np.random.default_rng([13, run])
        rate = generator.gamma(1.0, 6, 400)
        met = np.arange(400) < 60
        noise = generator.gamma(4, 0.25, (400, 2))
        before = generator.poisson(rate * noise[:, 0])
        after = generator.poisson(rate * noise[:, 1] * 0.9 * np.where(met, 0.75, 1.0))
        answer = effect_of(before, after, met)
        assert isinstance(answer, Effect)
        held += answer.low <= -0.25 <= answer.high
        widths.append(answer.high - answer.low)
    return f"events: the 95% interval holds the truth in {held / runs:.1%}; middle width {np.median(widths):.0%}"


def cdnow(folder: Path) -> Iterator[str]:
    """The published fit, and what becomes of real customers after an alarm."""
    counts, weeks = _calibration(folder / "CDNOW_sample.txt")
    fitted = GammaPoisson().fit(counts, weeks)
    likelihood = fitted.log_likelihood_ + _constant(counts, weeks)
    yield (
        f"negative binomial of 2,357 customers to 1997-09-30: r {fitted.shape_:.3f} (published 0.385), alpha"
        f" {fitted.rate_:.3f} (12.072), log-likelihood {likelihood:.1f} (-9763.7)"
    )
    days = _days(folder / "CDNOW_master.txt")
    yield from _after_alarms(days)


def _after_alarms(days: dict[str, list[int]]) -> Iterator[str]:
    """Alarms at week 52 of customers seen for 26 weeks or more; did they ever buy again in the 26 weeks after?"""
    cut, window = 52 * 7, 26 * 7
    kept = [one for one in days.values() if one[0] <= cut - window - 91]
    now = _window(kept, cut, window)
    earlier = [_window([one for one in kept if one[0] <= cut - 2 * window - 7], cut - window, window)]
    answer = judge(now, [""] * len(kept), earlier=earlier)
    assert isinstance(answer, Judged)
    raised = answer.alarms(share=SHARE)
    later = np.array([any(cut < day <= cut + window for day in one) for one in kept])
    base = answer.can_tell
    yield (
        f"{len(kept):,} customers, {base.sum():,} judged, {raised.sum():,} alarms. Bought again within 26 weeks:"
        f" {later[raised].mean():.1%} of the alarms, {later[base & ~raised].mean():.1%} of the other judged ones"
    )


def _window(kept: list[list[int]], cut: int, window: int) -> Window:
    """Repeat purchases before the last `window` days and in them; the first purchase only begins the clock."""
    past = np.array([sum(one[0] < day <= cut - window for day in one) for one in kept], float)
    weeks = np.array([(cut - window - one[0]) / 7 for one in kept])
    recent = np.array([sum(max(cut - window, one[0]) < day <= cut for day in one) for one in kept], float)
    return Window(past, np.maximum(weeks, 1), recent, window / 7)


def _calibration(path: Path) -> tuple[Floats, Floats]:
    end = date(1997, 9, 30).toordinal() - date(1997, 1, 1).toordinal()
    kept = [[day for day in one if day <= end] for one in _days(path, customer=1, day=2).values()]
    kept = [one for one in kept if one]
    return np.array([len(one) - 1 for one in kept], float), np.array([(end - one[0]) / 7 for one in kept])


def _constant(counts: Floats, weeks: Floats) -> float:
    from scipy.special import gammaln

    return float(gammaln(counts + 1).sum() - (counts * np.log(weeks)).sum())


def _days(path: Path, *, customer: int = 0, day: int = 1) -> dict[str, list[int]]:
    """Customer → the days with a purchase since 1997, ascending, each once."""
    found: dict[str, set[int]] = {}
    for line in path.read_text().splitlines():
        parts = line.split()
        text = parts[day] if len(parts) > day else ""
        if not text.isdigit():
            continue  # a heading
        when = date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() - date(1997, 1, 1).toordinal()
        found.setdefault(parts[customer], set()).add(when)
    return {name: sorted(days) for name, days in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cdnow", type=Path)
    parser.add_argument("--runs", type=int, default=60)
    asked = parser.parse_args()
    if asked.cdnow:
        for line in cdnow(asked.cdnow):
            print(line)
        return
    for line in planted(runs=asked.runs):
        print(line)
    print(sizes())
    print(events())


if __name__ == "__main__":
    main()
