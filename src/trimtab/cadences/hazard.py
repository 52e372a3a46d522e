"""How likely an answer still is at each attempt, and where an attempt stops being worth it. No database here.

Discrete time: attempt k meets those who have not answered k − 1 attempts. Of n of them r answer and c complain (or ask
to be left alone); r / n is the hazard of an answer, c / n the competing one. Complaints end a run as answers do, so the
share that was ever reached adds the answers up over those still there (Aalen and Johansen), and is no product of 1 − h.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.core.shares import wilson

FEWEST = 30  # attempts at risk before a hazard is judged
MOST = 12  # attempts shown one by one; later ones are one row and judged by none


@dataclass(frozen=True)
class Count:
    """Attempt number, how many it met, and what came."""

    number: int
    at_risk: int
    replies: int
    refusals: int


@dataclass(frozen=True)
class Price:
    """What an answer is worth, what an attempt costs, what a complaint costs; one currency."""

    worth: float
    cost: float
    harm: float


@dataclass(frozen=True)
class Row:
    """One attempt: the hazard of an answer and of a complaint with 95 % intervals, and who was reached until then."""

    count: Count
    reply: float
    reply_ends: tuple[float, float]
    refusal: float
    refusal_ends: tuple[float, float]
    reached: float
    lost: float

    @property
    def is_enough(self) -> bool:
        """There are enough of them to judge it."""
        return self.count.at_risk >= FEWEST and self.count.number <= MOST

    def net(self, price: Price) -> float:
        """What the attempt brings less what it costs."""
        return worth_of(self.reply, self.refusal, price)

    def net_ends(self, price: Price) -> tuple[float, float]:
        """From the careful to the hopeful reading: both hazards at the worse, at the better end of their intervals."""
        low = worth_of(self.reply_ends[0], self.refusal_ends[1], price)
        return low, worth_of(self.reply_ends[1], self.refusal_ends[0], price)


@dataclass(frozen=True)
class Stop:
    """After how many attempts to stop: by the hazards as counted, by the careful and by the hopeful reading.

    is_open: the last attempt with enough cases was still worth it; how much further is not known.
    """

    after: int
    careful: int
    hopeful: int
    judged: int

    @property
    def is_open(self) -> bool:
        return self.after == self.judged


def rows_of(counts: Sequence[Count]) -> list[Row]:
    """The hazards of consecutive attempts, from the first on; what nobody met is left out with all after it."""
    rows: list[Row] = []
    there, reached, lost = 1.0, 0.0, 0.0
    for count in sorted(counts, key=lambda one: one.number):
        if count.number != len(rows) + 1 or not count.at_risk:
            break
        replies, refusals = wilson(count.replies, count.at_risk), wilson(count.refusals, count.at_risk)
        reply, refusal = count.replies / count.at_risk, count.refusals / count.at_risk
        reached, lost = reached + there * reply, lost + there * refusal
        there *= max(0.0, 1 - reply - refusal)
        rows.append(Row(count, reply, replies, refusal, refusals, reached, lost))
    return rows


def recommended_stop(rows: Sequence[Row], price: Price) -> Stop | None:
    """Where to stop; None where not even the first attempt has enough cases.

    An attempt is worth making when what it brings, with the right to go on as is best after it, is more than what it
    costs. Worked out from the last judged attempt back; beyond it nothing is known and nothing is counted on.
    """
    judged: list[Row] = []
    for row in rows:
        if not row.is_enough:
            break
        judged.append(row)
    if not judged:
        return None
    point = [(row.reply, row.refusal) for row in judged]
    careful = [(row.reply_ends[0], row.refusal_ends[1]) for row in judged]
    hopeful = [(row.reply_ends[1], row.refusal_ends[0]) for row in judged]
    after, low, high = (best_stop(hazards, price) for hazards in (point, careful, hopeful))
    return Stop(after, low, high, judged=len(judged))


def best_stop(hazards: Sequence[tuple[float, float]], price: Price) -> int:
    """After how many attempts to stop, if these are the hazards of an answer and of a complaint; 0: do not begin."""
    ahead, values = 0.0, []
    for reply, refusal in reversed(hazards):
        ahead = max(0.0, worth_of(reply, refusal, price) + max(0.0, 1 - reply - refusal) * ahead)
        values.append(ahead)
    values.reverse()
    return next((place for place, value in enumerate(values) if value <= 0), len(values))


def worth_of(reply: float, refusal: float, price: Price) -> float:
    """What one attempt brings on average less what it costs, without what may come after it."""
    return reply * price.worth - price.cost - refusal * price.harm
