"""What it is worth to spread hours by return, when potentials are only estimated: `python -m bench.spending_time`.

Three hundred simulated accounts; a potential is estimated with an error (log standard deviation .3, .6, 1.0).
Total revenue of each rule relative to hours in proportion to current revenue. The expected headroom draws the
estimate towards what the current revenue says, in the manner of `insight/targeting/headroom.py` but with the true error
given; raw potentials are what many plans use.
"""

import argparse
import json

import numpy as np
from numpy.typing import NDArray

from trimtab.targeting.hours import realised_by, spread_hours

Floats = NDArray[np.float64]
ACCOUNTS, HALF_HOURS, HOURS, SIZE, SHARE = 300, 40.0, 12_000.0, 1.0, 0.5
ERRORS = (0.3, 0.6, 1.0)


def world(random: np.random.Generator, error: float) -> tuple[Floats, Floats, Floats]:
    """Potential, current revenue and estimated potential of each account."""
    potential = np.exp(random.normal(11, SIZE, ACCOUNTS))
    current = potential / (1 + np.exp(random.normal(0.8, SHARE * 2, ACCOUNTS)))
    return potential, current, potential * np.exp(random.normal(0, error, ACCOUNTS))


def posterior(estimate: Floats, current: Floats, error: float) -> Floats:
    """The expected headroom given the estimate and the current revenue: both say something about the potential."""
    log_current, log_estimate = np.log(current), np.log(estimate)
    slope, base = np.polyfit(log_current, log_estimate, 1)
    said = base + slope * log_current
    spread = max(float((log_estimate - said).var()) - error**2, 0.05)
    weight = spread / (spread + error**2)
    middle = weight * log_estimate + (1 - weight) * said
    variance = spread * error**2 / (spread + error**2)
    found: Floats = np.maximum(np.exp(middle + variance / 2) - current, 0)
    return found


def revenue(potential: Floats, current: Floats, hours: Floats) -> float:
    """What all accounts bring with these hours."""
    headroom = potential - current
    return float(current.sum() + sum(map(realised_by, headroom, hours, [HALF_HOURS] * len(hours))))


def spread(headroom: Floats) -> Floats:
    return np.array(spread_hours(headroom.tolist(), hours=HOURS, half_hours=HALF_HOURS).hours)


def run(*, worlds: int, seed: int) -> dict[str, dict[str, float]]:
    """Relative revenue of each rule for each error, the mean over the worlds."""
    found: dict[str, dict[str, float]] = {}
    for error in ERRORS:
        random = np.random.default_rng(seed)
        sums: dict[str, list[float]] = {}
        for _world in range(worlds):
            potential, current, estimate = world(random, error)
            rules = {
                "in proportion to current revenue": HOURS * current / current.sum(),
                "the same for all": np.full(ACCOUNTS, HOURS / ACCOUNTS),
                "by raw estimates": spread(np.maximum(estimate - current, 0)),
                "by expected headroom": spread(posterior(estimate, current, error)),
                "by the truth": spread(potential - current),
            }
            base = revenue(potential, current, rules["in proportion to current revenue"])
            for rule, hours in rules.items():
                sums.setdefault(rule, []).append(revenue(potential, current, hours) / base)
        for rule, shares in sums.items():
            found.setdefault(rule, {})[str(error)] = round(float(np.mean(shares)), 4)
    return found


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(json.dumps(run(worlds=asked.worlds, seed=asked.seed), indent=2))


if __name__ == "__main__":
    main()
