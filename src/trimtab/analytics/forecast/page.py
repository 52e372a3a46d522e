"""The forecast page: everything it shows of one group, worked out before the template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from trimtab.analytics.forecast.document import Document
from trimtab.analytics.forecast.publishing import children_of
from trimtab.analytics.forecast.telling import amount, answer
from trimtab.web import charts, formats

MOST_ROWS = 60
FACTS = {"region": later("Region"), "segment": later("Segment"), "product": later("Product")}
PARTS = {
    "closed": later("Won"),
    "likely": later("Likely"),
    "middle": later("Could go either way"),
    "tail": later("Long tail"),
    "new": later("Not opened yet"),
}
STATED = {
    "commit": later("Won and committed"),
    "best_case": later("With the best case"),
    "weighted": later("Won, and due weighted by stage (10 to 80 %)"),
    "last_four": later("Mean of the last four periods"),
}
Address = Callable[[str], str]


@dataclass(frozen=True)
class Line:
    """One group of the tree table. depth: 0 below the whole, 1 below one of its teams."""

    key: str
    label: str
    depth: int
    mean: Decimal
    likely: str
    between: str
    target: str
    chance: str
    commit: str
    floor: str
    scope: str


@dataclass(frozen=True)
class Stated:
    """What is said without the model, with how far it was off before."""

    label: str
    says: str
    off: str
    rows: str


@dataclass(frozen=True)
class Deciding:
    """An open opportunity with much at stake."""

    opp_id: int
    name: str
    amount: str
    chance: str
    if_won: str
    if_not: str


@dataclass(frozen=True)
class Shown:
    """The page of one group."""

    answer: str
    node: Mapping[str, object]
    strip: charts.Strip
    waterfall: charts.Waterfall | None
    slip: str
    stated: tuple[Stated, ...]
    lines: tuple[Line, ...]
    beyond: int
    facts: tuple[tuple[str, tuple[Line, ...]], ...]
    must: str
    deciding: tuple[Deciding, ...]
    following: str
    floor: str
    off: str
    n: int
    total: Decimal


def shown(document: Document, key: str, *, address: Address) -> Shown:
    """The page of a group.

    Args:
        address: turns the name of a list of rows into its address.

    Raises:
        KeyError: the group holds nothing.
    """
    node, measure = document["nodes"][key], document["measure"]
    lines = _tree(document, key)
    return Shown(
        answer=answer(document, node),
        node=node,
        strip=_strip(node, measure),
        waterfall=_waterfall(node, address),
        slip=_slip(node, measure),
        stated=_stated(document, node, address),
        lines=tuple(lines[:MOST_ROWS]),
        beyond=max(len(lines) - MOST_ROWS, 0),
        facts=tuple((str(label), _facts(document, key, fact)) for fact, label in FACTS.items()),
        must=_must(node, measure),
        deciding=tuple(_deciding(deal, measure) for deal in node["deals"]),
        following=_following(document, key),
        floor=formats.percent(node["floor"]) if node["floor"] is not None else "",
        off=formats.percent(document["method"]["errors"].get("model")),
        n=document["method"]["n"],
        total=Decimal(node["mean"]),
    )


def _strip(node: Document, measure: str) -> charts.Strip:
    quantiles = [Decimal(value) for value in node["quantiles"]]
    names = (_("1 in 10 below"), _("1 in 4 below"), _("Likely"), _("1 in 4 above"), _("1 in 10 above"))
    marks = [(_("Won"), float(node["won"]), "")]
    if node["target"] is not None and measure == "money":
        marks.append((_("Target"), float(node["target"]), "target"))
    chosen = [(name, float(quantiles[at])) for name, at in zip(names, (1, 4, 9, 14, 17), strict=True)]
    return charts.strip(chosen, marks=marks)


def _waterfall(node: Document, address: Address) -> charts.Waterfall | None:
    parts = {name: float(value) for name, value in node["parts"].items()}
    if sum(parts.values()) <= 0:
        return None
    names = ("likely", "middle", "tail", "new")
    steps = [(str(PARTS[name]), parts[name]) for name in names]
    urls = [address("won?"), *(address(name) if name != "new" else "" for name in names), ""]
    return charts.waterfall(
        (str(PARTS["closed"]), parts["closed"]), steps, (_("Expected"), sum(parts.values())), urls=urls
    )


def _slip(node: Document, measure: str) -> str:
    return _("Of what is due, %(slip)s are expected to be still open at the end; all in all %(carried)s go on.") % {
        "slip": amount(node["slip"], measure),
        "carried": amount(node["carried"], measure),
    }


def _stated(document: Document, node: Document, address: Address) -> tuple[Stated, ...]:
    errors = document["method"]["errors"]
    rows = {"commit": "due?category=commit", "best_case": "due?category=best_case", "weighted": "due?"}
    return tuple(
        Stated(
            str(label),
            amount(node["stated"][name], document["measure"]),
            formats.percent(errors[name]) if name in errors else "",
            address(rows[name]) if name in rows else "",
        )
        for name, label in STATED.items()
    )


def _tree(document: Document, key: str) -> list[Line]:
    """The groups right below, the largest first, and where there is room those below them."""
    below = _below(document, key)
    if len(below) == 1 and below[0][0].startswith("team:"):  # a team that is everybody says nothing new
        below = _below(document, below[0][0])
    lines: list[Line] = []
    inner = {child: _below(document, child) for child, _node in below if child.startswith("team:")}
    unfolds = len(below) + sum(map(len, inner.values())) <= MOST_ROWS
    for child, node in below:
        lines.append(_line(document, child, node, depth=0))
        if unfolds:
            lines += [_line(document, grandchild, one, depth=1) for grandchild, one in inner.get(child, [])]
    return lines


def _below(document: Document, key: str) -> list[tuple[str, Document]]:
    parent = f"team:{key[7:]}" if key.startswith("direct:") else key
    teams = [] if key.startswith("direct:") else children_of(document, parent, by="team")
    return [*teams, *children_of(document, parent, by="person")]


def _facts(document: Document, key: str, fact: str) -> tuple[Line, ...]:
    """The groups of a fact; none where there is only one, which says nothing new."""
    found = children_of(document, key, by=fact)
    if len(found) < 2:
        return ()
    return tuple(_line(document, child, node, depth=0) for child, node in found[:MOST_ROWS])


def _line(document: Document, key: str, node: Document, *, depth: int) -> Line:
    measure = document["measure"]
    kind, _colon, number = key.partition(":")
    return Line(
        key=key,
        label=node["label"] or (_("Nobody") if kind == "person" else _("Not set")),
        depth=depth,
        mean=Decimal(node["mean"]),
        likely=amount(node["p50"], measure),
        between=f"{amount(node['p10'], measure)} – {amount(node['p90'], measure)}",
        target=amount(node["target"]) if node["target"] is not None else "",
        chance=formats.in_hundred(node["chance"]) if node["chance"] is not None and measure == "money" else "",
        commit=amount(node["stated"]["commit"], measure),
        floor=formats.percent(node["floor"]) if node["floor"] is not None else "–",
        scope=f"{kind}:{number}" if kind in {"team", "person"} and number != "0" else "",
    )


def _must(node: Document, measure: str) -> str:
    """What must be true for the target to be reached."""
    if node["target"] is None or measure != "money":
        return _("Without a target nothing must be true.")
    missing = Decimal(node["target"]) - Decimal(node["won"])
    if missing <= 0:
        return _("The target is reached: %(won)s is won.") % {"won": amount(node["won"])}
    said = {
        "missing": amount(str(missing)),
        "wins": formats.whole(node["needed_wins"]),
        "expected": formats.number(round(Decimal(str(node["wins_to_come"])), 1)),
    }
    if node["needed_wins"] is None:
        return _("%(missing)s are missing; about %(expected)s wins are to be expected.") % said
    return (
        ngettext(
            "%(missing)s are missing: %(wins)s win of the middle size, where about %(expected)s are to be expected.",
            "%(missing)s are missing: %(wins)s wins of the middle size, where about %(expected)s are to be expected.",
            node["needed_wins"],
        )
        % said
    )


def _deciding(deal: Document, measure: str) -> Deciding:
    def shown_chance(chance: float | None) -> str:
        return "" if chance is None or measure != "money" else formats.in_hundred(chance)

    return Deciding(
        opp_id=deal["opp_id"],
        name=deal["name"],
        amount=amount(deal["amount"], measure),
        chance=formats.in_hundred(deal["chance"]),
        if_won=shown_chance(deal["if_won"]),
        if_not=shown_chance(deal["if_not"]),
    )


def _following(document: Document, key: str) -> str:
    node = document["next"].get(key)
    if node is None:
        return _("For the next period there is not enough history yet.")
    return answer({**document, "period": document["next_period"]}, node)
