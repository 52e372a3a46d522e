"""The track record as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.forecast.document import Document
from trimtab.analytics.forecast.refusing import refusal_words
from trimtab.analytics.forecast.telling import METHODS, amount
from trimtab.web import charts, formats

INDISTINCT = 0.10
HEADLINE_WEEK = 4
HEADS = {
    "commit": later("Committed"),
    "weighted": later("Weighted"),
    "last_four": later("Last four"),
    "seasonal": later("Year before"),
}


@dataclass(frozen=True)
class Week:
    """One week of the ended periods. beside: whether the best plain method can be told apart from the forecast."""

    week: int
    n: int
    error: str
    bias: str
    plain: tuple[tuple[str, str], ...]
    coverage: str
    pinball: str
    crps: str
    floor: str
    skill: str
    beside: str
    brier: str


@dataclass(frozen=True)
class Told:
    """A forecast of an ended period."""

    start: str
    week: int
    likely: str
    between: str
    came: str
    held: bool


@dataclass(frozen=True)
class Recorded:
    """The whole page. errors: the error by week as a line."""

    sentence: str
    as_of: datetime
    methods: tuple[str, ...]
    company: tuple[Week, ...]
    teams: tuple[Week, ...]
    errors: charts.Line | None
    told: tuple[Told, ...]
    refused: str = ""


def recorded(record: Document | None) -> Recorded | None:
    """The page of a kept record; None while there is none."""
    if record is None:
        return None
    as_of = datetime.fromisoformat(record["as_of"])
    if "refused" in record or not record.get("company"):
        nothing = _("No ended period could be forecast from what was known in it.")
        refused = refusal_words(record["refusal"]) if "refusal" in record else nothing
        return Recorded(refused, as_of, (), (), (), None, (), refused)
    methods = sorted({name for row in record["company"] for name in row["errors"] if name != "forecast"})
    return Recorded(
        sentence=_sentence(record["company"]),
        as_of=as_of,
        methods=tuple(str(HEADS[name]) for name in methods),
        company=tuple(_week(row, methods) for row in record["company"]),
        teams=tuple(_week(row, ()) for row in record["teams"]),
        errors=_drawn(record["company"]),
        told=tuple(_told(one, record["measure"]) for one in record["forecasts"] if one["week"] in {0, 4, 8, 11}),
    )


def _sentence(rows: Sequence[Mapping[str, Any]]) -> str:
    row = next((row for row in rows if row["week"] == HEADLINE_WEEK), rows[0])
    said = {
        "week": row["week"],
        "n": row["n"],
        "error": formats.percent(row["errors"].get("forecast")),
        "held": formats.percent(row["coverage"]["value"]) if row["coverage"] else formats.unknown(),
    }
    first = _(
        "In week %(week)s of the last %(n)s periods the forecast was off by %(error)s; its range held %(held)s of the "
        "times."
    )
    return f"{first % said} {_beside(row)}"


def _beside(row: Mapping[str, Any]) -> str:
    if not row["against"]:
        return _("No plain method could be compared.")
    said = {"method": str(METHODS[row["against"]]), "error": formats.percent(row["errors"][row["against"]])}
    if row["p"] is None or row["p"] >= INDISTINCT:
        return (
            _("The best plain method, %(method)s, was off by %(error)s: so few periods do not tell them apart.") % said
        )
    if row["errors"]["forecast"] < row["errors"][row["against"]]:
        return _("The best plain method, %(method)s, was off by %(error)s: the forecast is better.") % said
    return _("The best plain method, %(method)s, was off by %(error)s: it is better than the forecast.") % said


def _verdict(row: Mapping[str, Any]) -> str:
    """The forecast against the best plain method, in a word or three."""
    if not row["against"] or row["p"] is None or row["p"] >= INDISTINCT:
        return _("not told apart")
    return _("better") if row["errors"]["forecast"] < row["errors"][row["against"]] else _("worse")


def _week(row: Mapping[str, Any], methods: Sequence[str]) -> Week:
    coverage = row["coverage"]
    held = ""
    if coverage:
        held = f"{formats.percent(coverage['value'])} ({formats.percent_interval(coverage['low'], coverage['high'])})"
    return Week(
        week=row["week"],
        n=row["n"],
        error=formats.percent(row["errors"].get("forecast")),
        bias=formats.percent(row["biases"].get("forecast")),
        plain=tuple((str(HEADS[name]), formats.percent(row["errors"].get(name))) for name in methods),
        coverage=held,
        pinball=" · ".join(formats.percent(loss) for loss in row["pinball"]),
        crps=formats.percent(row["crps"]),
        floor=formats.percent(row["floor"]),
        skill=formats.percent(row["skill"]),
        beside=_verdict(row),
        brier=formats.number(round(row["brier"], 2)) if row["brier"] is not None else "",
    )


def _drawn(rows: Sequence[Mapping[str, Any]]) -> charts.Line | None:
    values = [row["errors"].get("forecast") for row in rows]
    if len(values) < 2:
        return None
    ticks = [(at, _("week %(week)s") % {"week": rows[at]["week"]}) for at in (0, len(rows) // 2, len(rows) - 1)]
    return charts.line([None if value is None else 100 * value for value in values], ticks=ticks)


def _told(one: Mapping[str, Any], measure: str) -> Told:
    low, high, came = (float(one[name]) for name in ("low", "high", "came"))
    return Told(
        start=formats.day(datetime.fromtimestamp(one["start"], UTC)),
        week=one["week"],
        likely=amount(one["middle"], measure),
        between=f"{amount(one['low'], measure)} – {amount(one['high'], measure)}",
        came=amount(one["came"], measure),
        held=low <= came <= high,
    )
