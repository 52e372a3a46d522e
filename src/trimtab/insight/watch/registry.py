"""The measures that are watched, each with its family, which direction is worse, and its share of the budget.

weight: how much of the alarm budget the measure gets, fixed here before any data are seen. What a leader steers by gets
most, so that a false alarm is mostly spent where a true one is worth most. least: units in the baseline below which
nothing is said.
"""

from dataclasses import dataclass
from typing import Literal

from trimtab.insight.watch.families import COUNT, MEAN, MONEY, SHARE, Family

Direction = Literal["fall", "rise"]


@dataclass(frozen=True)
class Measure:
    """One measure. lever: the lever of velocity that it moves, if any; is_of_people: also watched person by person."""

    name: str
    family: Family
    worse: Direction
    weight: float
    lever: str | None = None
    is_of_people: bool = False
    least: int = 30


FEW_STAGES = 6  # the first ones of a process
MAIN = 3.0  # from this weight on a measure is also watched in each segment and region
OF_TEAMS = 1.0  # from this weight on in each team

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("win_rate", SHARE, "fall", 20.0, "win_rate", is_of_people=True),
        Measure("bookings", MONEY, "fall", 4.0),
        Measure("created", COUNT, "fall", 4.0, "open_mean", is_of_people=True),
        Measure("win_value", MEAN, "fall", 4.0, "won_mean"),
        Measure("won_cycle", MEAN, "rise", 4.0, "stay_days"),
        Measure("won", COUNT, "fall", 2.0),
        Measure("qualified", COUNT, "fall", 2.0, "open_mean"),
        Measure("advances", COUNT, "fall", 2.0),
        Measure("push_share", SHARE, "rise", 2.0, "stay_days", is_of_people=True),
        Measure("created_value", MONEY, "fall", 1.0, "open_mean"),
        Measure("created_amount", MEAN, "fall", 1.0, "won_mean"),
        Measure("cut_share", SHARE, "rise", 1.0, "won_mean"),
        Measure("commit_dropped", COUNT, "rise", 1.0),
        Measure("meetings", COUNT, "fall", 1.0),
        Measure("inbound_share", SHARE, "fall", 1.0),
        Measure("step_back_share", SHARE, "rise", 1.0),
        Measure("lost", COUNT, "rise", 0.3),
        Measure("lost_cycle", MEAN, "rise", 0.3),
        Measure("lost_quickly", SHARE, "rise", 0.3),
        Measure("push_days", MEAN, "rise", 0.3),
        Measure("amount_change", MEAN, "fall", 0.3),
        Measure("commit_entered", COUNT, "fall", 0.3),
        Measure("owner_changes", COUNT, "rise", 0.3),
        Measure("reopened", COUNT, "rise", 0.3),
        Measure("calls", COUNT, "fall", 0.3),
        Measure("emails", COUNT, "fall", 0.3),
        Measure("meeting_share", SHARE, "fall", 0.3),
        Measure("people_reached", MEAN, "fall", 0.3),
        Measure("without_deal_share", SHARE, "rise", 0.3),
        *(Measure(f"stage_pass_{place}", SHARE, "fall", 0.3, "win_rate") for place in range(1, FEW_STAGES + 1)),
        *(Measure(f"stage_days_{place}", MEAN, "rise", 0.3, "stay_days") for place in range(1, FEW_STAGES + 1)),
    )
}
