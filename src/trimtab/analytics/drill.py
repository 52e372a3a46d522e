"""From a figure to the rows behind it, under the conditions that it was computed with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.figures import Asker
from trimtab.analytics.review.deals import standing, to_act_on, why_silent, why_slipped
from trimtab.analytics.review.moments import Moments
from trimtab.analytics.review.words import BAR_LABELS, count, day, decimal, text
from trimtab.analytics.rows import (
    CHANGE_ROWS,
    CLOSED_ROWS,
    DUE_ROWS,
    OPEN_ROWS,
    STAGE_ROWS,
    TARGET_ROWS,
    WORKED_ROWS,
)
from trimtab.core.ids import id_in
from trimtab.insight.metrics.activity import SILENT_OPPORTUNITIES
from trimtab.insight.metrics.dates import SLIPPED_OPPORTUNITIES
from trimtab.insight.results import Metric, Row
from trimtab.opportunities.models import Opportunity, Stage

PAGE = 100
NOTES = {
    "won": later("won"),
    "lost": later("lost"),
    "slipped": later("still open"),
    "here": later("still here"),
    **dict(Opportunity.ForecastCategory.choices),
}
Asked = Mapping[str, str]
Reasons = Mapping[int, tuple[Decimal | None, str]]  # opportunity → its amount, and why it is listed


class UnknownFigure(LookupError):
    """No figure of that name, or not with these conditions."""


@dataclass(frozen=True)
class Line:
    """One opportunity behind a figure. opp_id None: the row is no opportunity (a target)."""

    opp_id: int | None
    name: str
    account: str
    owner: str
    stage: str
    day: date | None
    amount: Decimal | None
    note: str
    is_linked: bool


@dataclass(frozen=True)
class Lines:
    """A page of the rows behind a figure. total, amount: of all of them; None: not one amount is known."""

    title: str
    day_label: str
    metric: str
    lines: tuple[Line, ...]
    total: int
    amount: Decimal | None
    page: int

    @property
    def has_more(self) -> bool:
        return self.page * PAGE < self.total


@dataclass(frozen=True)
class _Query:
    """A row metric with its parameters."""

    title: str
    day_label: str
    about: str
    metric: Metric
    parameters: Mapping[str, object]


def lines_of(
    figure: str, asked: Asked, *, asker: Asker, moments: Moments, visible: frozenset[int] | None, page: int
) -> Lines:
    """The rows behind a figure.

    Args:
        figure: one of FIGURES or LISTS.
        asked: the conditions in the address: bar, outcome, category, stage, qualified.
        visible: ids of the people whose records may be opened; None: everybody's.
        page: from 1.

    Raises:
        UnknownFigure: no such figure, or a condition that it does not know.
    """
    if figure in LISTS:
        return LISTS[figure](asker, moments, visible, page)
    if figure not in FIGURES:
        raise UnknownFigure(f"A figure is one of {', '.join([*FIGURES, *LISTS])}. Got {figure!r}.")
    query = FIGURES[figure](asked, moments)
    result = asker.ask(query.metric, **query.parameters, length=PAGE, skipped=(page - 1) * PAGE)
    openable = _openable(result.rows, visible)
    return Lines(
        title=query.title,
        day_label=query.day_label,
        metric=query.about,
        lines=tuple(_line(row, openable) for row in result.rows),
        total=count(result.rows[0]["total"]) if result.rows else 0,
        amount=decimal(result.rows[0]["total_amount"]) if result.rows else Decimal("0.00"),
        page=page,
    )


def _openable(rows: Sequence[Row], visible: frozenset[int] | None) -> set[int]:
    """Of these opportunities the ones whose record the reader may open: it may have gone to somebody else since."""
    records = Opportunity.objects.filter(pk__in=[row["opp_id"] for row in rows if row["opp_id"] is not None])
    if visible is not None:
        records = records.filter(owner__in=visible)
    return set(records.values_list("pk", flat=True))


def _line(row: Row, openable: set[int]) -> Line:
    note = text(row["note"])
    return Line(
        opp_id=None if row["opp_id"] is None else count(row["opp_id"]),
        name=text(row["name"]),
        account=text(row["account"]),
        owner=text(row["owner"]),
        stage=text(row["stage"]),
        day=day(row["day"]),
        amount=decimal(row["amount"]),
        note=str(NOTES.get(note, note)),
        is_linked=row["opp_id"] in openable,
    )


def _won(asked: Asked, moments: Moments) -> _Query:
    return _Query(
        title=_("Won in %(period)s") % {"period": moments.period.key},
        day_label=_("Closed"),
        about="outlook",
        metric=CLOSED_ROWS,
        parameters={**moments.span(), "outcome": "won", "is_standing": True},
    )


def _closed(asked: Asked, moments: Moments) -> _Query:
    outcome = _one_of(asked, "outcome", ("won", "lost"))
    names = {"won": _("Won in %(period)s"), "lost": _("Lost in %(period)s"), None: _("Closed in %(period)s")}
    return _Query(
        title=names[outcome] % {"period": moments.period.key},
        day_label=_("Closed"),
        about="velocity" if asked.get("qualified") else "win_rate",
        metric=CLOSED_ROWS,
        parameters={**_until_now(moments), "outcome": outcome, "qualified_only": bool(asked.get("qualified"))},
    )


def _until_now(moments: Moments) -> dict[str, object]:
    return {**moments.span(), "end": min(moments.end, moments.as_of)}


def _closed_year(asked: Asked, moments: Moments) -> _Query:
    return _Query(
        title=_closed_in(moments),
        day_label=_("Closed"),
        about="win_rate",
        metric=CLOSED_ROWS,
        parameters={**moments.last_year(), "outcome": _one_of(asked, "outcome", ("won", "lost"))},
    )


def _closed_in(moments: Moments) -> str:
    return _("Closed in the last %(months)s months") % {"months": moments.window_months}


def _due(asked: Asked, moments: Moments) -> _Query:
    category = asked.get("category") or None
    title = _("Open and due in %(period)s") % {"period": moments.period.key}
    if category:
        labels = dict(Opportunity.ForecastCategory.choices)
        if category not in labels:
            raise UnknownFigure(f"`category` is one of {', '.join(labels)}. Got {category!r}.")
        title = f"{title}: {labels[category]}"
    return _Query(
        title=title,
        day_label=_("Close date"),
        about="outlook",
        metric=OPEN_ROWS,
        parameters={"as_of": moments.as_of, **moments.due(), "category": category},
    )


def _open(asked: Asked, moments: Moments) -> _Query:
    title = _("Open at the end of %(period)s") % {"period": moments.period.key} if moments.is_past else _("Open now")
    return _Query(title, _("Close date"), "pipeline_as_of", OPEN_ROWS, {"as_of": moments.as_of})


def _change(asked: Asked, moments: Moments) -> _Query:
    bar = asked.get("bar", "")
    if bar not in BAR_LABELS:
        raise UnknownFigure(f"`bar` is one of {', '.join(BAR_LABELS)}. Got {bar!r}.")
    names = {"opening": _("open and due at the start"), "closing": _("open and due at the end")}
    return _Query(
        title=_("Change of the pipeline: %(bar)s") % {"bar": names.get(bar, str(BAR_LABELS[bar]))},
        day_label=_("Close date"),
        about="waterfall",
        metric=CHANGE_ROWS,
        parameters={"start": moments.since, "end": moments.until, **moments.due(), "bar": bar},
    )


def _stage(asked: Asked, moments: Moments) -> _Query:
    given = asked.get("stage", "")
    stage = Stage.objects.filter(pk=id_in(given) or 0).first()
    if stage is None:
        raise UnknownFigure(f"`stage` is the id of a stage. Got {given!r}.")
    return _Query(
        title=_("Entered %(stage)s in %(months)s months") % {"stage": stage.name, "months": moments.window_months},
        day_label=_("Entered"),
        about="stage_conversion",
        metric=STAGE_ROWS,
        parameters={**moments.last_year(), "stage_id": stage.pk},
    )


def _worked(asked: Asked, moments: Moments) -> _Query:
    return _Query(
        title=_("Open and qualified in %(period)s") % {"period": moments.period.key},
        day_label=_("From"),
        about="velocity",
        metric=WORKED_ROWS,
        parameters=moments.span(),
    )


def _due_at_start(asked: Asked, moments: Moments) -> _Query:
    return _Query(
        title=_("Due in %(period)s when it began") % {"period": moments.period.key},
        day_label=_("Close date now"),
        about="slipped_value",
        metric=DUE_ROWS,
        parameters={
            **moments.span(),
            **moments.due(),
            "outcome": _one_of(asked, "outcome", ("won", "lost", "slipped")),
        },
    )


def _target(asked: Asked, moments: Moments) -> _Query:
    return _Query(
        title=_("Targets in %(period)s") % {"period": moments.period.key},
        day_label=_("From"),
        about="coverage",
        metric=TARGET_ROWS,
        parameters=moments.due(),
    )


def _one_of(asked: Asked, name: str, allowed: Sequence[str]) -> str | None:
    given = asked.get(name) or None
    if given is not None and given not in allowed:
        raise UnknownFigure(f"`{name}` is one of {', '.join(allowed)}. Got {given!r}.")
    return given


def _slipped(asker: Asker, moments: Moments, visible: frozenset[int] | None, page: int) -> Lines:
    rows = asker.ask(SLIPPED_OPPORTUNITIES, as_of=moments.as_of, today=moments.today).rows
    reasons = {count(row["opp_id"]): (decimal(row["amount"]), why_slipped(row)) for row in rows}
    lines = _page_of(reasons, asker, moments, visible=visible, page=page)
    return _listed(lines, reasons, page, title=_("Overdue or pushed again and again"), metric="slipped_opportunities")


def _silent(asker: Asker, moments: Moments, visible: frozenset[int] | None, page: int) -> Lines:
    rows = asker.ask(SILENT_OPPORTUNITIES, as_of=moments.as_of).rows
    reasons = {count(row["opp_id"]): (decimal(row["amount"]), why_silent(row)) for row in rows}
    lines = _page_of(reasons, asker, moments, visible=visible, page=page)
    return _listed(lines, reasons, page, title=_("Quieter than their pace"), metric="silent_opportunities")


def _act(asker: Asker, moments: Moments, visible: frozenset[int] | None, page: int) -> Lines:
    reasons = to_act_on(
        asker.ask(SLIPPED_OPPORTUNITIES, as_of=moments.as_of, today=moments.today),
        asker.ask(SILENT_OPPORTUNITIES, as_of=moments.as_of),
        least_complete=asker.definitions.least_complete,
    )
    lines = _page_of(reasons, asker, moments, visible=visible, page=page)
    return _listed(lines, reasons, page, title=_("To act on"), metric="slipped_opportunities")


def _page_of(
    reasons: Reasons, asker: Asker, moments: Moments, *, visible: frozenset[int] | None, page: int
) -> tuple[Line, ...]:
    """The opportunities of a page of a list, each as it stood at the review's moment, with its reason."""
    shown = list(reasons)[(page - 1) * PAGE : page * PAGE]
    stood = standing(asker, moments, shown)
    openable = _openable(list(stood.values()), visible)
    return tuple(replace(_line(stood[key], openable), note=reasons[key][1]) for key in shown if key in stood)


def _listed(lines: tuple[Line, ...], reasons: Reasons, page: int, *, title: str, metric: str) -> Lines:
    known = [amount for amount, _reason in reasons.values() if amount is not None]
    return Lines(
        title=title,
        day_label=_("Close date"),
        metric=metric,
        lines=lines,
        total=len(reasons),
        amount=sum(known, Decimal("0.00")) if known or not reasons else None,
        page=page,
    )


FIGURES: dict[str, Callable[[Asked, Moments], _Query]] = {
    "won": _won,
    "closed": _closed,
    "closed-year": _closed_year,
    "due": _due,
    "open": _open,
    "change": _change,
    "stage": _stage,
    "worked": _worked,
    "due-at-start": _due_at_start,
    "target": _target,
}
LISTS: dict[str, Callable[[Asker, Moments, frozenset[int] | None, int], Lines]] = {
    "slipped": _slipped,
    "silent": _silent,
    "act": _act,
}
