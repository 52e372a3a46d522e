"""What stage names mean: open, won or lost, and in which order, from flags, status words, numbers and names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .model import StageKind, StageMapping
from .patterns import FALSE_WORDS, TRUE_WORDS
from .values import number_of

WON = re.compile(
    r"\bwon\b|^win$|\bwin\b|^signed|^customer$|churned customer|gewonnen|gagn[ée]|ganad|order received|live$", re.I
)
LOST = re.compile(
    r"\blost\b|\bloss\b|disqualif|unqualified|cancel"
    r"|\bdead\b|abandon|no decision|reject|declin|\bjunk\b|verloren|perdu|perdid",
    re.I,
)
_LADDER = (
    r"\bnew\b|prospect|opened|lead|initial contact|appointment|engag",
    r"qualif",
    r"needs|analysis|discover|interest|nurtur|accepted|define",
    r"value prop|demo|solution|evaluat|develop",
    r"decision|decid|opportunity",
    r"perception|pending resp",
    r"propos|quote|offer|present|design",
    r"negot|review",
    r"contract|commit|verbal|legal|procure|pending|clos(?!ed)",
)
# Only these say "open" for sure: a status such as "Opportunity" also covers deals whose stage says won or lost.
OPEN_STATUS = re.compile(r"^(open|active|in progress|ongoing|offen|ouvert|abiert)", re.I)
LADDER = tuple(re.compile(step, re.I) for step in _LADDER)
_CRYPTIC = re.compile(r"^(stage|phase|step)?\s*[0-9]+$|^[0-9a-f-]{16,}$|^[A-Za-z0-9+/]{18,}={0,2}$", re.I)
CLEAR = 0.95
MIN_TRANSITIONS = 10
SWEEPS = 200


@dataclass
class StageEvidence:
    """What the rows of a source say about one stage."""

    rows: int = 0
    won: int = 0
    lost: int = 0
    open: int = 0
    sequences: list[float] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)

    def add_outcome(self, kind: StageKind | None) -> None:
        """Count one row's outcome, when it has one."""
        if kind == "won":
            self.won += 1
        elif kind == "lost":
            self.lost += 1
        elif kind == "open":
            self.open += 1


def kind_of_name(name: str) -> tuple[StageKind, float]:
    """What a stage or status name says by itself, and how sure that is (below 0.5: it says nothing)."""
    if LOST.search(name):
        return "lost", 0.95
    if WON.search(name):
        return "won", 0.7 if "churned" in name.lower() else 0.95
    if _CRYPTIC.match(name) or name.lower().strip() in ("closed", "done", "complete", "completed"):
        return "open", 0.3
    return "open", 0.85 if rung_of(name) is not None else 0.6


def rung_of(name: str) -> int | None:
    """The place of an open stage's name on the usual ladder from prospect to contract, or None."""
    return next((place for place, step in enumerate(LADDER, start=1) if step.search(name)), None)


def outcome_of_row(row: Mapping[str, str | None]) -> StageKind | None:
    """Open, won or lost as a row's own flags or status say; None when they say nothing.

    Args:
        row: target field → text, with any of is_won, is_closed, status.
    """
    won, closed = _flag(row.get("is_won")), _flag(row.get("is_closed"))
    if won:
        return "won"
    if closed is not None:
        return "lost" if closed else "open"
    status = row.get("status")
    if status:
        kind, _confidence = kind_of_name(status)
        return kind if kind != "open" or OPEN_STATUS.match(status) else None
    return None


def _flag(text: str | None) -> bool | None:
    if text is None:
        return None
    word = text.lower()
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None


def gather(rows: Iterable[Mapping[str, str | None]], *, sequence: str = "") -> dict[str, StageEvidence]:
    """Evidence per stage name; where a row has no stage its status stands in."""
    found: dict[str, StageEvidence] = defaultdict(StageEvidence)
    for row in rows:
        stage = row.get("stage") or row.get("status")
        if not stage:
            continue
        evidence = found[stage]
        evidence.rows += 1
        evidence.add_outcome(outcome_of_row(row))
        _add_number(evidence.sequences, row.get(sequence) if sequence else None)
        _add_number(evidence.probabilities, row.get("probability"))
    return dict(found)


def _add_number(numbers: list[float], text: str | None) -> None:
    number = number_of(text, decimal_mark=".") if text else None
    if number is not None:
        numbers.append(float(number))


def map_stages(evidence: Mapping[str, StageEvidence], *, moves: Sequence[tuple[str, str]] = ()) -> list[StageMapping]:
    """The meaning of each stage, open ones first in their order.

    Args:
        moves: (from, to) pairs of stage changes, which order stages whose names say nothing.
    """
    kinds = {name: _kind(name, found) for name, found in evidence.items()}
    orders = _orders(evidence, kinds={name: kind for name, (kind, _c, _r) in kinds.items()}, moves=moves)
    mapped = [
        StageMapping(name=name, kind=kind, order=orders.get(name), confidence=confidence, reason=reason)
        for name, (kind, confidence, reason) in kinds.items()
    ]
    rank = {"open": 0, "won": 1, "lost": 2}
    return sorted(mapped, key=lambda s: (rank[s.kind], s.order is None, s.order or 0, s.name))


def _kind(name: str, found: StageEvidence) -> tuple[StageKind, float, str]:
    said = found.won + found.lost + found.open
    counts: tuple[tuple[StageKind, int], ...] = (("won", found.won), ("lost", found.lost), ("open", found.open))
    for kind, count in counts:
        if said >= 2 and count >= CLEAR * said:
            return kind, 0.95, _("{share} of its rows are {kind}.").format(share=f"{count / said:.0%}", kind=kind)
    named, confidence = kind_of_name(name)
    return named, confidence, _("By its name.") if confidence > 0.5 else _("Nothing tells what this stage means.")


def _orders(
    evidence: Mapping[str, StageEvidence], *, kinds: Mapping[str, StageKind], moves: Sequence[tuple[str, str]]
) -> dict[str, int]:
    """Places from 1: by a sequence column, else by moves, else by the ladder of usual names."""
    open_names = [name for name in evidence if kinds[name] == "open"]
    ranks: dict[str, float] = {}
    if all(evidence[name].sequences for name in open_names):
        ranks = {name: sum(evidence[name].sequences) / len(evidence[name].sequences) for name in open_names}
    elif all(rung_of(name) is not None for name in open_names):
        ranks = {name: float(rung_of(name) or 0) + _tie(evidence[name]) for name in open_names}
    elif len(moves) >= MIN_TRANSITIONS:
        ranks = _flow_ranks(open_names, moves)
    else:
        ranks = {name: float(rung) for name in open_names if (rung := rung_of(name)) is not None}
    places = {name: place for place, name in enumerate(sorted(ranks, key=lambda n: (ranks[n], n)), start=1)}
    closed = [name for name in evidence if kinds[name] != "open"]
    order = sorted(closed, key=lambda name: (kinds[name] != "won", name))
    return places | {name: 90 + place for place, name in enumerate(order)}


def _tie(found: StageEvidence) -> float:
    """Stages on one rung follow their usual probability."""
    if not found.probabilities:
        return 0.0
    return min(sum(found.probabilities) / len(found.probabilities) / 1000, 0.5)


def _flow_ranks(names: list[str], moves: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Heights such that each stage lies one above those it is reached from, weighted by net moves (HodgeRank)."""
    flows = Counter((before, after) for before, after in moves if before != after)
    net = {(a, b): flows[a, b] - flows[b, a] for a in names for b in names}
    heights = dict.fromkeys(names, 0.0)
    for _sweep in range(SWEEPS):
        for name in names:
            steps = [(net[a, name], heights[a] + 1) for a in names if net[a, name] > 0]
            steps += [(net[name, b], heights[b] - 1) for b in names if net[name, b] > 0]
            weight = sum(count for count, _height in steps)
            if weight:
                heights[name] = sum(count * height for count, height in steps) / weight
    return heights
