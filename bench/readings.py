"""What each bench prints or writes in its own shape, as rows of the scoreboard."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rows import Row

SIGNS: dict[str, Callable[[float, float], bool]] = {
    "≤": operator.le,
    "<=": operator.le,
    "<": operator.lt,
    "≥": operator.ge,
    ">=": operator.ge,
}
NUMBER = re.compile(r"-?\d*\.?\d+")
LIMIT = re.compile(r"(<=|>=|<|≤|≥)\s*(-?\d*\.?\d+)")


@dataclass(frozen=True)
class Reading:
    """Where a number stands in a bench's JSON, and what is promised of it."""

    path: tuple[str, ...]
    number: str
    metric: str
    sign: str
    limit: float
    interval: tuple[tuple[str, ...], ...] = ()


READINGS: dict[str, tuple[Reading, ...]] = {
    "setbacks": (
        Reading(("null", "false_alarms"), "18", "setbacks: false alarms per leader and quarter, null worlds", "≤", 1.0),
        Reading(("discoveries", "false_share"), "18", "setbacks: false discovery", "≤", 0.10),
        Reading(
            ("delay 25", "weeks"), "19", "setbacks: weeks to see 22 → 16 % at 25 closed a week, median", "≤", 10.0,
            (("delay 25", "tenth"), ("delay 25", "nine_tenths")),
        ),
        Reading(
            ("delay 60", "weeks"), "19", "setbacks: weeks to see 22 → 16 % at 60 closed a week, median", "≤", 5.0,
            (("delay 60", "tenth"), ("delay 60", "nine_tenths")),
        ),
    ),
    "causes": (
        Reading(("found", "bias_of_naive"), "20", "levers: bias beside that of the naive comparison", "≤", 0.25),
        Reading(("found", "coverage"), "20", "levers: bounded 90 % intervals cover", "≥", 0.85),
        Reading(("found", "false_levers"), "20", "levers: false ones in null worlds", "≤", 0.05),
        Reading(("found", "false_pilots"), "21", "pilots: false findings of null pilots with peeking", "≤", 0.05),
    ),
    "forecast": (
        Reading(("targets", "error_to_oracle", "measured"), "9", "forecast, week 4: WAPE / the oracle's", "≤", 1.3),
        Reading(("targets", "error_to_commit", "measured"), "9", "forecast, week 4: WAPE / the commit's", "≤", 0.65),
        Reading(("targets", "held_company", "measured"), "10", "forecast: 80 % intervals hold, company", "≥", 0.75),
        Reading(("targets", "held_team", "measured"), "10", "forecast: 80 % intervals hold, team", "≥", 0.75),
        Reading(("targets", "held_hostile_company", "measured"), "10", "the same, hostile, company", "≥", 0.70),
        Reading(("targets", "held_hostile_team", "measured"), "10", "the same, hostile, team", "≥", 0.70),
        Reading(("targets", "incoherence", "measured"), "11", "forecast: children less parent, cents", "≤", 0.0),
    ),
}  # fmt: skip
MOST = {("targets", "held_company", "measured"): 0.85, ("targets", "held_team", "measured"): 0.85}
# Words in a printed measure → the number of the scoreboard.
NUMBERS = {"simulator": (("second", "36"), ("memory", "36"), ("GB", "36"))}


def rows_from(bench: str, content: Any, printed: str) -> list[Row]:  # Any: what JSON holds
    """The rows of one bench: as it told them itself, else from its JSON, else from what it printed."""
    if isinstance(content, Mapping) and "rows" in content:
        return [Row(**{key: value for key, value in row.items() if key != "state"}) for row in content["rows"]]
    if isinstance(content, Mapping) and bench in READINGS:
        return [row for reading in READINGS[bench] if (row := read(content, reading)) is not None]
    return printed_rows(bench, printed)


def read(content: Mapping[str, Any], reading: Reading) -> Row | None:  # Any: what JSON holds
    value = _at(content, reading.path)
    if value is None:
        return None
    most = MOST.get(reading.path)
    is_met = SIGNS[reading.sign](value, reading.limit) and (most is None or value <= most)
    target = f"{reading.sign} {reading.limit:g}" if most is None else f"{reading.limit:g} to {most:g}"
    ends = [_at(content, path) for path in reading.interval]
    interval = " to ".join(f"{end:.3g}" for end in ends if end is not None)
    seed = content.get("seed", "")
    return Row(reading.number, reading.metric, target, f"{value:.3g}", interval, str(seed), is_met=is_met)


def printed_rows(bench: str, printed: str) -> list[Row]:
    """Rows of a table with the columns measure, target and measured, or of the simulator's bands."""
    rows = []
    for line in printed.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else _wide(line)
        if len(cells) == 6 and " to " in cells[4]:
            is_met = "outside" not in cells[4]
            band = cells[4].replace(" **outside**", "")
            rows.append(Row("35", cells[0], band, cells[1], f"{cells[2]} to {cells[3]}", is_met=is_met))
        elif (len(cells) == 3 and LIMIT.search(cells[1])) or (len(cells) == 3 and cells[1].isdigit()):
            rows.append(Row(_number(bench, cells[0]), *cells, is_met=_is_met(cells[1], cells[2])))
    return rows


def _wide(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\s{2,}", line.strip())]


def _number(bench: str, metric: str) -> str:
    return next((number for words, number in NUMBERS.get(bench, ()) if words in metric), "")


def _is_met(target: str, measured: str) -> bool | None:
    found, value = LIMIT.search(target), NUMBER.search(measured.replace(",", ""))
    if value is None:
        return None
    if found is None:
        return float(value.group()) == float(target)
    return SIGNS[found.group(1)](float(value.group()), float(found.group(2)))


def _at(content: Any, path: Sequence[str]) -> float | None:  # Any: what JSON holds
    for key in path:
        if not isinstance(content, Mapping) or key not in content:
            return None
        content = content[key]
    return float(content) if isinstance(content, int | float) else None
