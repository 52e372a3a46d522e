"""Sales velocity in three forms: the period's account (A), the cohort's levers (B), the textbook's number (C)."""

from collections.abc import Sequence

import numpy as np

from trimtab.insight.estimators import AalenJohansen, KaplanMeier
from trimtab.insight.metrics.grouping import bounds, grouped, number, numbers, whole
from trimtab.insight.metrics.vocabulary import AS_OF, BY, END, PART, QUALIFIED_ONLY, START, N, interval, sql
from trimtab.insight.results import Arguments, Cell, Column, Metric, Parameter, Row

INPUTS = ("versions", "stage_events", "holdings", "stages", "opportunities", "users", "teams")
LEVERS = ("open_mean", "won_mean", "win_rate", "stay_days")
TIE = 1e-6  # days by which a cut is moved behind the ends at the same moment


def levers(*, days: float, open_days: float, exits: float, won: float, won_value: float) -> dict[str, float | None]:
    """The four levers of form A and their product; None where a division has nothing to divide by.

    open_mean = open_days / days; won_mean = won_value / won; win_rate = won / exits; stay_days = open_days / exits;
    velocity = won_value / days = open_mean * won_mean * win_rate / stay_days.
    """
    return {
        "open_mean": open_days / days if days > 0 else None,
        "won_mean": won_value / won if won else None,
        "win_rate": won / exits if exits else None,
        "stay_days": open_days / exits if exits else None,
        "velocity": won_value / days if days > 0 else None,
    }


def period_levers(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    """The levers of each row, from its days, open days, exits, wins and their value."""
    names = ("days", "open_days", "exits", "won", "won_value")
    return [{**row, **levers(**{name: number(row[name]) for name in names})} for row in rows]


def _cohorts(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    horizon = number(arguments["horizon_days"])  # type: ignore[arg-type]
    return [
        {"part": part, "part_name": name, **_cohort(members, horizon=horizon)}
        for (part, name), members in grouped(rows, "part", "part_name")
    ]


def _cohort(rows: Sequence[Row], *, horizon: float) -> dict[str, Cell]:
    period_days = number(rows[0]["period_days"])
    members = [row for row in rows if row["days"] is not None]
    count = whole(members, "n")
    if not members or period_days <= 0:
        return {"n": 0, "created_a_day": 0.0 if period_days > 0 else None, **dict.fromkeys(_ESTIMATED)}
    outcomes = [None if row["outcome"] is None else str(row["outcome"]) for row in members]
    days, counts = np.array(numbers(members, "days")), np.array(numbers(members, "n"))
    curves = AalenJohansen().fit(days, outcomes, counts)
    stay = KaplanMeier().fit(days, [outcome is not None for outcome in outcomes], counts)
    won_mean = _mean_won(members, days=days, counts=counts, outcomes=outcomes, horizon=horizon)
    win_rate = curves.at("won", horizon)
    return {
        "n": count,
        "created_a_day": count / period_days,
        "win_rate": win_rate,
        **bounds("win_rate", curves.interval("won", horizon)),
        "lost_rate": curves.at("lost", horizon),
        "won_mean": won_mean,
        "won_cycle": curves.conditional_mean("won", horizon),
        "stay_days": stay.restricted_mean(horizon),
        "velocity": count / period_days * win_rate * (won_mean or 0.0),
        "followed_days": float(days.max()),
    }


_ESTIMATED = (
    "win_rate", "win_rate_low", "win_rate_high", "lost_rate", "won_mean", "won_cycle", "stay_days", "velocity",
    "followed_days",
)  # fmt: skip


def _mean_won(
    members: Sequence[Row],
    *,
    days: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    outcomes: Sequence[str | None],
    horizon: float,
) -> float | None:
    """Mean won value by inverse probability of being still watched: slow wins weigh more, as fewer are seen yet."""
    is_cut = np.array([outcome is None for outcome in outcomes])
    watched = KaplanMeier().fit(days + TIE * is_cut, is_cut, counts)
    is_won = np.array([outcome == "won" for outcome in outcomes]) & (days <= horizon)
    if not is_won.any():
        return None
    weights = 1 / watched.before(days[is_won])
    amounts = np.array(numbers(members, "amount"))[is_won]
    return float((weights * amounts).sum() / (weights * counts[is_won]).sum())


VELOCITY = Metric(
    name="velocity",
    question="How much money a day did the pipeline turn into, and through which of the four levers?",
    formula="open_mean x won_mean x win_rate / stay_days = won value / days, identically. open_mean: opportunity-days "
    "spent open and qualified / days. stay_days: opportunity-days / exits (Little's law over all exits).",
    exclusions="Time before qualification, and what was lost before it. Opportunities of which only dates are known "
    "count as qualified from their opening.",
    misread="stay_days is how long a place in the pipeline stays taken, lost ones included; it is not the length of "
    "a won sale. A win reopened later still counts at its closing: `undone_value` is that part of the won value.",
    version=1,
    inputs=INPUTS,
    parameters=(START, END, AS_OF, QUALIFIED_ONLY),
    columns=(
        *PART,
        Column("days", "days", "Length of the period, so far while it runs."),
        Column("open_days", "days", "Opportunity-days spent open and qualified."),
        Column("exits", "count", "Spells that ended, won or lost."),
        Column("won", "count", "Of them won."),
        Column("won_value", "money", "Amounts at the close."),
        Column("undone_value", "money", "Of it, won but changed or reopened by the instant."),
        Column("opportunities", "count", "Opportunities that were open or ended in the period."),
        Column("dates_only", "count", "Of them, known only by their dates."),
        Column("open_mean", "number", "Lever: opportunities open at a time, on average."),
        Column("won_mean", "money", "Lever: value of a win."),
        Column("win_rate", "share", "Lever: wins / exits."),
        Column("stay_days", "days", "Lever: days a place in the pipeline stays taken."),
        Column("velocity", "money per day", "Won value a day."),
    ),
    sql=sql("velocity"),
    method="Accounting identity, exact in every period; owner at the time for open days, owner at the close for exits.",
    breakdowns=BY,
    counted="exits",
    needs=8,
    finish=period_levers,
    example="In 10 days Acme was open for 10 and won at 300.00 at their end, Bolt for 5 and lost: open_mean 1.5, "
    "won_mean 300, win_rate 0.5, stay_days 7.5; 1.5 x 300 x 0.5 / 7.5 = 30.00 a day.",
)

VELOCITY_ACCOUNTS = Metric(
    name="velocity_accounts",
    question="What did each account contribute to the velocity of the period?",
    formula="The sums behind `velocity`, by account.",
    exclusions=VELOCITY.exclusions,
    misread="Made for redrawing accounts (decomposition, what-if), not for reading.",
    version=1,
    inputs=INPUTS,
    parameters=VELOCITY.parameters,
    columns=(
        PART[0],
        Column("account_id", "key", "The account."),
        Column("days", "days", "Length of the period."),
        Column("open_days", "days", "Opportunity-days spent open and qualified."),
        Column("exits", "count", "Spells that ended."),
        Column("won", "count", "Of them won."),
        Column("won_value", "money", "Amounts at the close."),
    ),
    sql=sql("velocity_accounts"),
    method=VELOCITY.method,
    breakdowns=BY,
    counted="exits",
    example=VELOCITY.example,
)

VELOCITY_COHORT = Metric(
    name="velocity_cohort",
    question="What will the opportunities created in this period bring a day of creation, and how good are they?",
    formula="created a day x win rate x mean won value, where the win rate is the cumulative incidence of winning at "
    "the horizon and the mean weighs each win by the inverse probability of being still watched.",
    exclusions="Opportunities never qualified. Wins after the horizon.",
    misread="A horizon longer than `followed_days` is not reached by anyone yet: the win rate stops there and is too "
    "low. Compare cohorts at the same horizon. Amounts are those at the close.",
    version=1,
    inputs=INPUTS,
    parameters=(
        START,
        END,
        AS_OF,
        QUALIFIED_ONLY,
        Parameter("horizon_days", "number", "Usual: small 182, middle 364, large customers 546.", default=364),
    ),
    columns=(
        *PART,
        N,
        Column("created_a_day", "number", "Lever: qualified opportunities created a day."),
        *interval("win_rate", "share", "Lever: won by the horizon."),
        Column("lost_rate", "share", "Lost by the horizon."),
        Column("won_mean", "money", "Lever: mean won value."),
        Column("won_cycle", "days", "Mean time to the win among those won by the horizon."),
        Column("stay_days", "days", "Mean stay, counted up to the horizon."),
        Column("velocity", "money per day", "Expected money a day of creation."),
        Column("followed_days", "days", "The longest anyone was watched."),
    ),
    sql=sql("velocity_cohort"),
    method="Aalen-Johansen (log-log interval), inverse probability of censoring weights, restricted mean.",
    breakdowns=BY,
    counted="n",
    needs=30,
    finish=_cohorts,
    example="Of four created in 2 days one is won after 5 days at 100.00, one lost after 8, two are open since 10: "
    "created 2 a day, win rate 25 %, 2 x 0.25 x 100 = 50.00 a day of creation.",
)

VELOCITY_TEXTBOOK = Metric(
    name="velocity_textbook",
    question="What would other tools show as velocity?",
    formula="open opportunities now x mean won value x (won / closed) / mean cycle of won opportunities.",
    exclusions="As other tools compute it: lost opportunities are left out of the cycle.",
    misread="Not an amount of money that comes in: it divides all open opportunities by the cycle of won ones only, "
    "which in simulation is about 29 % too low in a steady state. `realised` is what came in.",
    version=1,
    inputs=INPUTS,
    parameters=VELOCITY.parameters,
    columns=(
        *PART,
        Column("open_count", "count", "Open and qualified at the end of the period, or at the instant."),
        Column("closed", "count", "Closed in the period."),
        Column("won", "count", "Of them won."),
        Column("won_mean", "money", "Mean won value."),
        Column("win_rate", "share", "Won / closed."),
        Column("won_cycle", "days", "Mean cycle of the won."),
        Column("velocity", "money per day", "The textbook's number."),
        Column("realised", "money per day", "Won value a day, for comparison."),
    ),
    sql=sql("velocity_textbook"),
    method="As other tools compute it; biased, shown for comparison only.",
    breakdowns=BY,
    counted="closed",
    needs=8,
    example="10 open, mean win 300.00, half won, won cycle 50 days: 10 x 300 x 0.5 / 50 = 30.00 a day.",
)
