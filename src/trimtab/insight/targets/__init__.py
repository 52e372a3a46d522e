"""Targets set on the ground: what market, people and demand support, how a total is split, and who can reach it.

Method: a total that is handed down stands beside three distributions (market, capacity, demand). It is split by
potential and history, without punishing last year's winner, and judged by simulation: with so few wins a year chance
alone decides much, so the chance of each person is stated before anybody is judged by it.
"""

from trimtab.insight.targets.attainment import Attainment, Expectation, simulate_attainment
from trimtab.insight.targets.capacity import Seats, capacity_draws
from trimtab.insight.targets.fairness import Fairness, judge_fairness
from trimtab.insight.targets.market import Territories, market_draws, potential_of
from trimtab.insight.targets.productivity import Productivity, productivity_of
from trimtab.insight.targets.reconciling import Range, Reconciliation, reconcile
from trimtab.insight.targets.relief import Relief, relieve
from trimtab.insight.targets.splitting import Split, split_target, weight_by_fit

__all__ = [
    "Attainment",
    "Expectation",
    "Fairness",
    "Productivity",
    "Range",
    "Reconciliation",
    "Relief",
    "Seats",
    "Split",
    "Territories",
    "capacity_draws",
    "judge_fairness",
    "market_draws",
    "potential_of",
    "productivity_of",
    "reconcile",
    "relieve",
    "simulate_attainment",
    "split_target",
    "weight_by_fit",
]
