"""Do lever cards tell the truth where the truth is known, and do null pilots stay quiet under peeking?

    python bench/causes.py --worlds 50 --pilots 10000 --json causes.json

Worlds: half with a lever of another strength each, half without any (every claim there is false). Truth: each deal is
set back to its landmark and played on with the lever and without. Pilots: sellers differ, nothing else does; somebody
looks every week and would stop at the first interval without zero. `--first` begins with another world, to go on later.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from trimtab.insight.causes.judging import Judgement, judge
from trimtab.insight.causes.tests.world import Lever, causal_world
from trimtab.insight.pilots.tests.nulls import false_alarms

STRENGTHS = (0.5, 1.0, 1.5, 2.0, 3.0)
TARGETS = {"bias_of_naive": 0.25, "coverage": 0.85, "false_levers": 0.05, "false_pilots": 0.05}


def judged(seed: int, *, strength: float, sellers: int) -> dict[str, float | str | bool]:
    """One world: what the card says beside the truth."""
    world = causal_world(seed, lever=Lever().times(strength), sellers=sellers)
    card = judge(world.trial, seed=seed)
    if not isinstance(card, Judgement):
        return {"seed": seed, "strength": strength, "is_refused": True}
    truth = float(world.truth[card.kept].mean())
    return {
        "seed": seed,
        "strength": strength,
        "is_refused": False,
        "naive": float(world.raw.difference or 0.0),
        "truth": truth,
        "adjusted": card.effect,
        "low": card.bound.low,
        "high": card.bound.high,
        "is_covered": card.bound.low <= truth <= card.bound.high,
        "is_claimed": card.is_claimed,
        "grade": str(card.grade),
        "reasons": ", ".join(card.reasons),
    }


def summed(worlds: list[dict[str, float | str | bool]], nulls: list[dict[str, float | str | bool]]) -> dict[str, float]:
    """The numbers of the scoreboard."""
    told = [one for one in (*worlds, *nulls) if not one["is_refused"]]
    naive = np.mean([float(one["naive"]) - float(one["truth"]) for one in told])
    bias = np.mean([float(one["adjusted"]) - float(one["truth"]) for one in told])
    truth, adjusted, raw = (np.array([float(one[name]) for one in told]) for name in ("truth", "adjusted", "naive"))
    return {
        "worlds": len(worlds),
        "null_worlds": len(nulls),
        "refused": len(worlds) + len(nulls) - len(told),
        "naive_bias": float(naive),
        "bias": float(bias),
        "bias_of_naive": float(abs(bias) / abs(naive)),
        "rmse": float(np.sqrt(np.mean((adjusted - truth) ** 2))),
        "naive_rmse": float(np.sqrt(np.mean((raw - truth) ** 2))),
        "coverage": float(np.mean([bool(one["is_covered"]) for one in told])),
        "false_levers": float(np.mean([bool(one.get("is_claimed", False)) for one in nulls])) if nulls else 0.0,
        "claimed_where_true": float(np.mean([bool(one.get("is_claimed", False)) for one in worlds])) if worlds else 0.0,
        "order": float(np.corrcoef(np.argsort(np.argsort(truth)), np.argsort(np.argsort(adjusted)))[0, 1]),
    }


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=50)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--sellers", type=int, default=60)
    parser.add_argument("--pilots", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--add", type=Path, nargs="*", default=[], help="files of earlier runs, counted too")
    asked = parser.parse_args()
    started = time.perf_counter()
    seeds = range(asked.first, asked.first + asked.worlds)
    worlds = [judged(seed, strength=STRENGTHS[seed % len(STRENGTHS)], sellers=asked.sellers) for seed in seeds]
    nulls = [judged(10_000 + seed, strength=0.0, sellers=asked.sellers) for seed in seeds]
    for path in asked.add:
        earlier = json.loads(path.read_text())
        worlds, nulls = earlier["worlds"] + worlds, earlier["nulls"] + nulls
    found: dict[str, float] = summed(worlds, nulls) if worlds else {}
    if asked.pilots:
        found |= false_alarms(pilots=asked.pilots, seed=asked.first)
    found["seconds"] = time.perf_counter() - started
    for name, value in found.items():
        target = f"   target {TARGETS[name]}" if name in TARGETS else ""
        print(f"{name:22} {value:10.4f}{target}")
    if asked.json:
        asked.json.write_text(
            json.dumps({"found": found, "targets": TARGETS, "worlds": worlds, "nulls": nulls}, indent=1)
        )


if __name__ == "__main__":
    main()
