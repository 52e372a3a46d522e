"""A forecast as a document of plain values: what is kept, printed as JSON, and read by the page.

Money is exact text in the reporting currency (numbers of wins where no amount is known). `mean` has six decimals, which
makes it exact for five thousand paths: children add up to their parent to the last digit.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from trimtab.core.calendars import Period
from trimtab.insight.forecast import Node, Result, floor_of, skill
from trimtab.insight.forecast.baselines import LAST_FOUR
from trimtab.insight.forecast.choosing import MODEL, Past
from trimtab.insight.forecast.tree import LEVELS

Document = dict[str, Any]  # Any: plain values, as JSON holds them
VERSION = 1
LOW, MIDDLE, HIGH = 1, 9, 17  # rows of LEVELS: 10, 50 and 90 %


def document_of(result: Result, following: Result | None, *, asked: Mapping[str, Any]) -> Document:
    """The whole forecast.

    Args:
        following: the forecast of the next period, told in short.
        asked: as_of, period, next_period, measure and currency, in plain values.
    """
    chances = result.parts.chances
    company = result.nodes["company"]
    floor = floor_share(company, result)
    errors = result.learned.method.errors
    return {
        "version": VERSION,
        **asked,
        "paths": result.paths,
        "seed": result.seed,
        "levels": list(LEVELS),
        "method": {
            "name": result.learned.method.name,
            "model_weight": round(result.learned.method.weight, 4),
            "reason": result.learned.method.reason,
            "errors": {name: round(error, 4) for name, error in errors.items()},
            "n": result.learned.method.n,
        },
        "floor": floor,
        "skill": None if floor is None or LAST_FOUR not in errors else skill(errors[MODEL], errors[LAST_FOUR], floor),
        "chances": {"method": chances.method, "rows": chances.n, "wins": chances.wins, "spans": len(result.parts.past)},
        "shocks": {name: round(value, 4) for name, value in asdict(result.learned.shocks).items()},
        "stretch": {name: round(value, 4) for name, value in asdict(result.learned.stretch).items()},
        "variation": round(result.variation, 4),
        "unknown_amounts": result.unknown_amounts,
        "without_rate": result.without_rate,
        "baselines": {name: money(value) for name, value in result.learned.baselines.items()},
        "past": [_past(one) for one in result.learned.past],
        "nodes": {key: _node(node, result) for key, node in result.nodes.items()},
        "next": {} if following is None else {key: _short(node, following) for key, node in following.nodes.items()},
    }


def floor_share(node: Node, result: Result) -> float | None:
    """The floor of a group, as a share of its expected total; None where less than one win is undecided."""
    floor = floor_of(node.wins, result.variation)
    if floor is None or node.total <= 0:
        return None
    undecided = node.total - node.closed * result.paths
    return round(floor * undecided / node.total, 4)


def money(cents: float) -> str:
    """Cents as exact text, rounded to whole ones."""
    return str(Decimal(round(cents)) / 100)


def mean_of(total: int, paths: int) -> str:
    """The mean of all paths, with six decimals."""
    return f"{Decimal(total) / (paths * 100):.6f}"


def _node(node: Node, result: Result) -> Document:
    return {
        "label": node.label,
        "parent": node.parent,
        "mean": mean_of(node.total, result.paths),
        "p10": money(node.quantiles[LOW]),
        "p50": money(node.quantiles[MIDDLE]),
        "p90": money(node.quantiles[HIGH]),
        "quantiles": [money(value) for value in node.quantiles],
        "won": money(node.closed),
        "won_count": node.closed_wins,
        "open_count": node.open_count,
        "wins_to_come": round(node.wins, 3),
        "parts": {name: mean_of(total, result.paths) for name, total in node.parts.items()},
        "slip": money(node.slip),
        "carried": money(node.carried),
        "floor": floor_share(node, result),
        "target": None if node.target is None else money(node.target),
        "chance": node.chance,
        "needed_wins": node.needed_wins,
        "stated": {name: money(value) for name, value in node.stated.items()},
        "deals": [
            {
                "opp_id": deal.opp_id,
                "name": deal.name,
                "amount": money(deal.cents),
                "chance": round(deal.chance, 4),
                "if_won": deal.if_won,
                "if_not": deal.if_not,
            }
            for deal in node.deals
        ],
    }


def _short(node: Node, result: Result) -> Document:
    return {
        "mean": mean_of(node.total, result.paths),
        "p10": money(node.quantiles[LOW]),
        "p50": money(node.quantiles[MIDDLE]),
        "p90": money(node.quantiles[HIGH]),
        "target": None if node.target is None else money(node.target),
        "chance": node.chance,
    }


def _past(one: Past) -> Document:
    return {
        "seen_at": _moment(one.window.origin),
        "start": _moment(one.window.span.start),
        "end": _moment(one.window.span.end),
        "model": money(one.mean),
        "actual": money(one.actual),
        "baselines": {name: money(value) for name, value in one.baselines.items()},
    }


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def period_words(period: Period) -> dict[str, str]:
    """A period in plain values."""
    return {"key": period.key, "start": period.start.isoformat(), "end": period.end.isoformat()}
