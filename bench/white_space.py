"""Whether proposals of what to sell next beat quoting what is usual in the segment, on purchases that came later.

    python bench/white_space.py --seeds 5 [--data FOLDER] [--json FILE]

Generated companies with and without anything to learn, and the sets that hold repeat purchases of several solutions.
All go through the code that a site runs at night. Lift: later first purchases on each customer's list of proposals,
over those on a list of what is usual there, tuned the same way; lists are as long as the page's.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.whitespace.reading import purchases_of, sold_parts
from trimtab.insight.simulate import PRESETS, simulate
from trimtab.insight.whitespace import Purchases, Tested, propose, try_on_the_past
from trimtab.insight.whitespace.purchases import Floats, candidates
from trimtab.insight.whitespace.testing import hits_of, horizon_for

UNTIL = date(2026, 8, 30)
TARGET = 1.3
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Line:
    """One set or company, tested."""

    name: str
    accounts: int
    products: int
    purchases: int
    tested: Tested
    seconds: float


def measured(name: str, purchases: Purchases) -> Line:
    """Test one set on its own past."""
    started = perf_counter()
    tested = try_on_the_past(purchases, end=purchases.span[1] + 1, horizon=horizon_for(purchases))
    seconds = perf_counter() - started
    return Line(name, len(np.unique(purchases.account)), purchases.shape[1], len(purchases.day), tested, seconds)


def generated(seeds: int) -> Iterator[tuple[str, Purchases]]:
    """Companies in which tastes differ, and one in which what one has says nothing of the next."""
    for preset in ("cross-sell", "scale-up"):
        for seed in range(seeds):
            world = simulate(PRESETS[preset], seed=seed, until=UNTIL)
            engine = DuckDBEngine.from_columns(world.tables())
            yield preset, purchases_of(engine, sold_parts(engine))
            engine.close()


def catalogue(
    seed: int, *, taste: float, accounts: int = 800, products: int = 25, years: float = 4
) -> tuple[Purchases, Floats]:
    """Customers of four segments that buy from 25 solutions: popular ones more, each segment and customer its own.

    With the rates at which they really buy, a row for each account that bought anything: what an oracle would rank by.
    """
    rng = np.random.default_rng(seed)
    segment = rng.integers(0, 4, accounts)
    liked = rng.normal(0, 0.8, products) + rng.normal(0, 0.5, (4, products))[segment]
    leaning = rng.normal(0, 1, (accounts, 3)) @ rng.normal(0, 1, (3, products)) / np.sqrt(3)
    pace = rng.normal(-9.2, 0.5, (accounts, 1))
    rate = np.exp(liked + taste * leaning + pace)
    count = np.minimum(rng.poisson(rate * 365 * years), 12)
    rows = [
        (account, product, float(rng.uniform(0, 365 * years)), float(np.exp(rng.normal(9, 1))))
        for account, product in zip(*np.nonzero(count), strict=True)
        for _time in range(count[account, product])
    ]
    found = Purchases.of(rows, segments={one: str(code) for one, code in enumerate(segment)}, products=range(products))
    return found, rate


def attainable(purchases: Purchases, rate: Floats, tested: Tested) -> float:
    """The lift of an oracle that ranks by the true rates."""
    day = purchases.span[1] + 1 - tested.horizon
    cells = candidates(purchases, day)
    bought = purchases.new(day, tested.horizon) & cells
    judged = (cells.sum(axis=1) > tested.length) & bought.any(axis=1)
    hits = hits_of(rate, cells, bought, rate.mean(axis=0), tested.length)[judged].sum()
    return float(hits / max(tested.usual_hits, 1))


def of_maven(folder: Path) -> Purchases:
    """Won opportunities by account and product, with the accounts' sectors."""
    with (folder / "accounts.csv").open(encoding="utf-8-sig") as file:
        sectors = {row["account"]: row["sector"] for row in csv.DictReader(file)}
    with (folder / "sales_pipeline.csv").open(encoding="utf-8-sig") as file:
        won = [row for row in csv.DictReader(file) if row["deal_stage"] == "Won" and row["account"]]
    names, products = sorted(sectors), sorted({_name(row["product"]) for row in won})
    rows = [
        (
            names.index(row["account"]),
            products.index(_name(row["product"])),
            float((date.fromisoformat(row["close_date"]) - EPOCH).days),
            float(row["close_value"]),
        )
        for row in won
    ]
    return Purchases.of(rows, segments={place: sectors[name] for place, name in enumerate(names)})


def of_basudev(folder: Path) -> Purchases:
    """Sales lines by contact and category of item: a set made by chance."""
    tables = {}
    for name in ("Products", "Sales", "SalesLines"):
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", errors="replace") as file:
            tables[name] = list(csv.DictReader(file))
    categories = sorted({row["Category"] for row in tables["Products"]})
    category = {row["ItemNo"]: categories.index(row["Category"]) for row in tables["Products"]}
    sales = {row["SalesID"]: row for row in tables["Sales"]}
    buyers = sorted({row["ContactID"] for row in tables["Sales"]})
    return Purchases.of(
        [
            (
                buyers.index(sales[row["SalesID"]]["ContactID"]),
                category[row["ItemNo"]],
                float((datetime.fromisoformat(sales[row["SalesID"]]["SalesDate"]).date() - EPOCH).days),
                float(row["LinePrice"]),
            )
            for row in tables["SalesLines"]
            if row["SalesID"] in sales and row["ItemNo"] in category
        ]
    )


def _name(product: str) -> str:
    return product.replace(" ", "")


def sets(folder: Path | None) -> Iterator[tuple[str, Purchases]]:
    """The sets with repeat purchases that are there. The others hold none: Zoho's and Olist's opportunities name no
    product, the CDNOW purchases neither, and the broker's and the pipeline set have one purchase a customer.
    """
    for name, read in (("maven_crm", of_maven), ("basudev_crm_synth", of_basudev)):
        if folder is not None and (folder / name).exists():
            yield name, read(folder / name)


def pooled(lines: Sequence[Line], *, draws: int = 2_000) -> tuple[float, float, float]:
    """Lift over all companies of a kind: a ratio of sums, with 95 percent over companies."""
    hits = np.array([(line.tested.hits, line.tested.usual_hits) for line in lines], dtype=float)
    rng = np.random.default_rng(1)
    drawn = hits[rng.integers(0, len(hits), (draws, len(hits)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / np.maximum(drawn[:, 1], 1), [0.025, 0.975])
    return float(hits[:, 0].sum() / max(hits[:, 1].sum(), 1)), float(low), float(high)


def told(line: Line) -> str:
    """One line of the table."""
    test = line.tested
    lift = "–" if test.lift is None else f"{test.lift:.2f} ({test.low:.2f} to {test.high:.2f})"
    return (
        f"{line.name:22} {line.accounts:6} {line.products:4} {line.purchases:7} {test.n:6} {test.length:3}  {lift:22}"
        f" {'shown' if test.is_good else 'not shown':10} {test.chance:.3f} {test.happened:.3f}"
        f" {test.loss:.4f} {test.usual_loss:.4f} {line.seconds:6.2f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = list(sets(asked.data))
    found += list(generated(asked.seeds))
    print("set or company      accounts sol. bought later long lift                  page      said came loss usual s")
    lines = [measured(name, purchases) for name, purchases in found]
    oracles: dict[str, list[float]] = {}
    for taste in (0.0, 1.0, 1.5, 2.0):
        for seed in range(asked.seeds):
            purchases, rate = catalogue(seed, taste=taste)
            lines.append(measured(f"catalogue, taste {taste}", purchases))
            oracles.setdefault(lines[-1].name, []).append(attainable(purchases, rate, lines[-1].tested))
    for line in lines:
        print(told(line))
    print(f"\nlift over companies, target {TARGET} where there is something to learn:")
    for name in dict.fromkeys(line.name for line in lines):
        lift, low, high = pooled([line for line in lines if line.name == name])
        shown = sum(line.tested.is_good for line in lines if line.name == name)
        best = f"; an oracle {np.mean(oracles[name]):.2f}" if name in oracles else ""
        print(f"{name:22} {lift:.2f} ({low:.2f} to {high:.2f}), shown in {shown}{best}")
    started, large = perf_counter(), catalogue(0, taste=1.0, accounts=10_000)[0]
    number = sum(1 for _one in propose(large, day=large.span[1], horizon=365.0))
    print(
        f"\n10,000 accounts, 25 solutions: {number} proposals in {perf_counter() - started:.1f} s with making them up"
    )
    if asked.json:
        asked.json.write_text(json.dumps([asdict(line) for line in lines], indent=1))


if __name__ == "__main__":
    main()
