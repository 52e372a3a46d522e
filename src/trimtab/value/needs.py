"""How much a customer needs to change, seen from their side: what pulls them, against what holds them back.

    pull = consequence × nearness × felt       hold = (cost of changing + risk of changing) ÷ 8
    need = pull × pull ÷ (pull + hold)

consequence: of doing nothing, 0 to 4, over 4. nearness: 1 with a day within half a year, falling to ½ at a year and a
half, and ¼ without a day or with one gone by. felt: 1 where somebody with a say feels it, ¾ where a named person does,
½ where nobody is named. Cost and risk are 0 to 4 each.

A strong pull that nothing holds back is 1. The same pull against the highest cost and risk is ½: they would have to
decide with as much against it as for it. A weak pull is never compelling, however easy changing would be: without hold,
need is the pull itself.

By hand: consequence 3, a day in 100 days, felt by their chief of operations; cost 2, risk 1: pull = ¾ × 1 × 1 = 0.75,
hold = 3 ÷ 8 = 0.375, need = 0.75 × 0.75 ÷ 1.125 = 0.5.
"""

from dataclasses import dataclass
from datetime import date

MOST = 4
NEAR, FAR = 180, 540  # days
FAR_NEARNESS, NO_DAY = 0.5, 0.25
FELT = {"key": 1.0, "named": 0.75, "nobody": 0.5}
COMPELLING, WEAK = 0.5, 0.25


@dataclass(frozen=True)
class Judged:
    """What was judged of a need. felt: key, named or nobody. cost, risk: of changing, 0 to 4."""

    consequence: int
    act_by: date | None
    felt: str
    cost: int
    risk: int


@dataclass(frozen=True)
class Score:
    """The need as a share, and the parts that made it."""

    pull: float
    hold: float
    nearness: float
    felt: float

    @property
    def share(self) -> float:
        return self.pull * self.pull / (self.pull + self.hold) if self.pull else 0.0

    @property
    def level(self) -> str:
        """compelling, weak or none."""
        return "compelling" if self.share >= COMPELLING else "weak" if self.share >= WEAK else "none"


def score(judged: Judged, *, today: date) -> Score:
    """How compelling it is on that day."""
    near, felt = nearness(judged.act_by, today=today), FELT[judged.felt]
    return Score(judged.consequence / MOST * near * felt, (judged.cost + judged.risk) / (2 * MOST), near, felt)


def nearness(act_by: date | None, *, today: date) -> float:
    """How much a day presses: fully within half a year, less the further it is, little without one."""
    if act_by is None or act_by < today:
        return NO_DAY
    days = (act_by - today).days
    if days <= NEAR:
        return 1.0
    return max(1 - (1 - FAR_NEARNESS) * (days - NEAR) / (FAR - NEAR), FAR_NEARNESS)
