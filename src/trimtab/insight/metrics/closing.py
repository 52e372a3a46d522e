"""What became of the opportunities that closed in a period: win rate and length of cycle."""

from collections.abc import Iterator, Sequence

import numpy as np

from trimtab.insight.estimators import bootstrap_by_cluster, median_interval, ratio_interval, wilson
from trimtab.insight.metrics.grouping import bounds, grouped, money, numbers, whole
from trimtab.insight.metrics.vocabulary import AS_OF, BY, END, PART, SEED, START, N, interval, sql
from trimtab.insight.results import Arguments, Cell, Column, Metric, Row

CLUSTERS_TO_REDRAW = 2000  # above, the linearised interval: it agrees there and costs nothing
DRAWS = 500
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def _win_rates(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [
        _win_rate(part, name, members, seed=int(str(arguments["seed"])))
        for (part, name), members in grouped(rows, "part", "part_name")
    ]


def _win_rate(part: Cell, name: Cell, rows: Sequence[Row], *, seed: int) -> Row:
    closed, won = whole(rows, "closed"), whole(rows, "won")
    closed_value, won_value = money(rows, "closed_value"), money(rows, "won_value")
    return {
        "part": part,
        "part_name": name,
        "closed": closed,
        "won": won,
        "closed_value": closed_value,
        "won_value": won_value,
        "win_rate": won / closed if closed else None,
        **bounds("win_rate", wilson(won, closed)),
        "value_rate": float(won_value / closed_value) if closed_value > 0 else None,
        **bounds("value_rate", value_interval(rows, won="won_value", closed="closed_value", seed=seed)),
    }


def value_interval(rows: Sequence[Row], *, won: str, closed: str, seed: int) -> tuple[float, float] | None:
    """95 % interval of won value / closed value, from one row an account with the two named columns."""
    tops, bottoms = numbers(rows, won), numbers(rows, closed)
    if len(rows) < 5 or len(rows) > CLUSTERS_TO_REDRAW or sum(bottoms) <= 0:
        return ratio_interval(tops, bottoms)
    # An added 1e-300 keeps a draw without any value at 0 instead of undefined.
    rates = bootstrap_by_cluster(
        np.column_stack((tops, bottoms)),
        lambda drawn: drawn[:, 0] / (drawn[:, 1] + 1e-300),
        draws=DRAWS,
        generator=np.random.default_rng(seed),
    )
    low, high = np.quantile(rates, (0.025, 0.975))
    return float(low), float(high)


def _cycles(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [
        _cycle(part, name, outcome, members)
        for (part, name), all_of_them in grouped(rows, "part", "part_name")
        for outcome, members in _by_outcome(all_of_them)
    ]


def _by_outcome(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    ordered = sorted((row for row in rows if row["days"] is not None), key=lambda row: numbers([row], "days"))
    for outcome in ("won", "lost", "all"):
        yield outcome, [row for row in ordered if outcome in ("all", row["outcome"])]


def _cycle(part: Cell, name: Cell, outcome: str, rows: Sequence[Row]) -> Row:
    days = np.repeat(numbers(rows, "days"), [int(count) for count in numbers(rows, "n")])
    ranks = median_interval(days.size)
    quantiles = np.quantile(days, QUANTILES) if days.size else [None] * len(QUANTILES)
    named = zip(("p10", "p25", "median", "p75", "p90"), quantiles, strict=True)
    return {
        "part": part,
        "part_name": name,
        "outcome": outcome,
        "n": int(days.size),
        "mean": float(days.mean()) if days.size else None,
        **{label: None if value is None else float(value) for label, value in named},
        **bounds("median", (float(days[ranks[0] - 1]), float(days[ranks[1] - 1])) if ranks else None),
    }


WIN_RATE = Metric(
    name="win_rate",
    question="Of what was decided in this period, how much did we win?",
    formula="won / (won + lost), by count, and won value / (won + lost value), by value at the close.",
    exclusions="Open opportunities. An opportunity closed twice in the period counts at each closing.",
    misread="While the pipeline grows, losses come before wins and this rate is too low; the cohort form of velocity "
    "corrects for that. Rates of small teams differ by chance: compare intervals, not numbers.",
    version=1,
    inputs=("opportunities", "versions", "holdings", "users", "teams", "stages"),
    parameters=(START, END, AS_OF, SEED),
    columns=(
        *PART,
        Column("closed", "count", "Closings in the period."),
        Column("won", "count", "Of them won."),
        Column("closed_value", "money", "Amounts at the close."),
        Column("won_value", "money", "Of them won."),
        *interval("win_rate", "share", "Won share by count (Wilson interval)."),
        *interval("value_rate", "share", "Won share by value (accounts redrawn)."),
    ),
    sql=sql("win_rate"),
    method="Wilson score interval by count; by value the accounts are redrawn 500 times (above 2,000 accounts a "
    "linearised ratio interval clustered by account).",
    breakdowns=BY,
    counted="closed",
    needs=8,
    finish=_win_rates,
    example="Acme won at 300.00, Bolt lost at 100.00: by count 1 of 2 = 50 %, by value 300 of 400 = 75 %.",
)

CYCLE_LENGTH = Metric(
    name="cycle_length",
    question="How long did it take from opening to the decision?",
    formula="Days from the opening of a spell to its closing, for spells that closed in the period.",
    exclusions="Open opportunities, and openings that are not known.",
    misread="Short cycles come first: among recent opportunities only the quick ones have closed. For a fair picture "
    "of a cohort see `velocity_cohort`.",
    version=1,
    inputs=WIN_RATE.inputs,
    parameters=(START, END, AS_OF),
    columns=(
        *PART,
        Column("outcome", "key", "won, lost or all."),
        N,
        Column("mean", "days", "Mean."),
        Column("p10", "days", "A tenth took at most this long."),
        Column("p25", "days", "A quarter took at most this long."),
        *interval("median", "days", "Half took at most this long (interval by order statistics)."),
        Column("p75", "days", "Three quarters took at most this long."),
        Column("p90", "days", "Nine tenths took at most this long."),
    ),
    sql=sql("cycle_length"),
    method="Durations to a tenth of a day; quantiles by linear interpolation; binomial ranks bound the median.",
    breakdowns=BY,
    counted="n",
    needs=6,
    finish=_cycles,
    example="Acme took 10 days and was won, Bolt 30 days and was lost: won 10, lost 30, all 20.",
)
