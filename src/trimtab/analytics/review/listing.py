"""Every figure that a review shows, one by one: for the table file, the command, and what a restatement keeps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.analytics.review.model import Deals, Figure, Review, Value
from trimtab.web import formats


@dataclass(frozen=True)
class Listed:
    """One figure with its place. key: the same for the same figure in another review of the same organisation.

    definition: version of the organisation's rules behind it; None where it follows none.
    """

    section: str
    key: str
    label: str
    value: Value
    unit: str
    metric: str
    n: int | None = None
    low: Value = None
    high: Value = None
    rows: str = ""
    version: int = 1
    definition: int | None = None

    def written(self, currency: str) -> str:
        """The value in words, amounts in full."""
        if self.value is None:
            return formats.unknown()
        if self.unit == "money":
            return formats.money(self.value, currency)
        write = {"share": formats.percent, "days": formats.days, "count": formats.whole}
        return write.get(self.unit, formats.compact)(self.value)


def figures_of(review: Review) -> tuple[Listed, ...]:
    """All figures in the order of the page."""
    parts = (_standing, _deals, _changes, _levers, _stages, _coverage, _dates, _people, _weeks, _earlier)
    asked = {one.metric: one for one in review.answered}
    found = []
    for part in parts:
        for one in part(review):
            answered = asked.get(one.metric)
            version = answered.version if answered else 1
            definition = answered.definition if answered else None
            found.append(Listed(**{**one.__dict__, "version": version, "definition": definition}))
    return tuple(found)


HEAD = (
    "section", "figure", "key", "value", "unit", "low", "high", "cases", "metric", "formula version",
    "definition version", "period", "scope", "part", "as of", "currency",
)  # fmt: skip


def table_of(review: Review) -> Iterator[Sequence[object]]:
    """The figures as the lines of a file, the head first: exact values, empty where unknown."""
    yield HEAD
    of_all = (review.period.key, review.scope_label, review.cut_label, review.as_of.isoformat(), review.currency)
    for one in figures_of(review):
        figure = (one.value, one.unit, one.low, one.high, one.n, one.metric, one.version, one.definition)
        yield (one.section, one.label, one.key, *figure, *of_all)


def _listed(section: str, key: str, figure: Figure, *, label: str = "") -> Listed:
    return Listed(
        section,
        key,
        label or figure.label,
        figure.value,
        figure.unit,
        figure.metric,
        n=figure.n,
        low=figure.low,
        high=figure.high,
        rows=figure.rows,
    )


def _subject(rows: str) -> str:
    """Whose rows these are: stage id, person, team or group, as their address ends. Names may come twice."""
    return rows.rpartition("=")[2]


def _standing(review: Review) -> Iterator[Listed]:
    said, section = review.headline, _("Where the period stands")
    for key in ("won", "open", "commit", "best_case", "weighted", "target", "missing"):
        yield _listed(section, f"standing.{key}", getattr(said, key))


def _deals(review: Review) -> Iterator[Listed]:
    lists: tuple[tuple[str, str, Deals, str], ...] = (
        ("act", _("Act on these"), review.act, "slipped_opportunities"),
        ("slipped", _("Overdue or pushed"), review.slipped, "slipped_opportunities"),
        ("silent", _("Quieter than their pace"), review.silent, "silent_opportunities"),
    )
    for key, section, deals, metric in lists:
        yield Listed(section, f"{key}.number", _("Opportunities"), deals.number, "count", metric, rows=deals.rows)
        yield Listed(section, f"{key}.amount", _("Their amounts"), deals.amount, "money", metric, rows=deals.rows)


def _changes(review: Review) -> Iterator[Listed]:
    for bar in review.changes.bars:
        yield Listed(
            _("What changed"),
            f"changes.{bar.key}",
            bar.label,
            bar.amount,
            "money",
            "waterfall",
            n=bar.opportunities,
            rows=bar.rows,
        )


def _levers(review: Review) -> Iterator[Listed]:
    section, then = _("Four levers"), review.levers.compared_with
    for lever in review.levers.levers:
        yield Listed(section, f"levers.{lever.key}", lever.label, lever.now, lever.unit, "velocity", rows=lever.rows)
        label = _("%(label)s, %(then)s") % {"label": lever.label, "then": then}
        yield Listed(section, f"levers.{lever.key}.before", label, lever.before, lever.unit, "velocity")
    velocity, before = review.levers.velocity, review.levers.before
    yield _listed(section, "levers.velocity", velocity)
    label = _("%(label)s, %(then)s") % {"label": before.label, "then": then}
    yield _listed(section, "levers.velocity.before", before, label=label)


def _stages(review: Review) -> Iterator[Listed]:
    section, metric = _("Stages"), "stage_conversion"
    for row in review.stages:
        key = f"stages.{_subject(row.rows)}"
        named = {"stage": row.stage}
        yield Listed(
            section, f"{key}.entered", _("%(stage)s: entered") % named, row.entered, "count", metric, rows=row.rows
        )
        yield _listed(section, f"{key}.forward", row.forward, label=_("%(stage)s: moves on") % named)
        yield _listed(section, f"{key}.won", row.won, label=_("%(stage)s: won from here") % named)
        yield _listed(section, f"{key}.lost", row.lost, label=_("%(stage)s: lost from here") % named)
        yield Listed(section, f"{key}.days", _("%(stage)s: half left by") % named, row.median_days, "days", metric)


def _coverage(review: Review) -> Iterator[Listed]:
    for number, figure in enumerate(review.coverage):
        yield _listed(_("Is there enough?"), f"coverage.{number}", figure)


def _dates(review: Review) -> Iterator[Listed]:
    section = _("Do dates hold?")
    yield _listed(section, "dates.due", review.dates.due)
    yield _listed(section, "dates.slipped", review.dates.slipped)
    for number, (label, due, still_open, won) in enumerate(review.dates.pushes):
        named = {"label": label}
        yield Listed(section, f"dates.{number}.due", _("%(label)s: due") % named, due, "count", "push_counts")
        yield _listed(section, f"dates.{number}.won", won, label=_("%(label)s: won") % named)
        yield _listed(section, f"dates.{number}.open", still_open, label=_("%(label)s: still open") % named)


def _people(review: Review) -> Iterator[Listed]:
    section, metric = _("Quality beside volume"), "quality_beside_volume"
    for row in review.people.rows:
        key, named = f"people.{_subject(row.rows) or row.name}", {"name": row.name}
        for part, label, value, unit in (
            ("activities", _("%(name)s: activities"), row.activities, "count"),
            ("created", _("%(name)s: created"), row.created, "count"),
            ("closed", _("%(name)s: closed"), row.closed, "count"),
            ("won", _("%(name)s: won"), row.won, "count"),
        ):
            rows = row.rows if part == "closed" else ""
            yield Listed(section, f"{key}.{part}", label % named, value, unit, metric, rows=rows)
        yield _listed(section, f"{key}.win_rate", row.win_rate, label=_("%(name)s: win rate") % named)
        yield Listed(section, f"{key}.won_mean", _("%(name)s: value of a win") % named, row.won_mean, "money", metric)
        yield Listed(section, f"{key}.won_cycle", _("%(name)s: days to a win") % named, row.won_cycle, "days", metric)


def _weeks(review: Review) -> Iterator[Listed]:
    section, metric = _("Open pipeline, 52 weeks"), "weekly_snapshots"
    for week in review.weeks:
        day = week.week_end.date().isoformat()
        yield Listed(section, f"weeks.{day}", day, week.amount, "money", metric, n=week.opportunities)


def _earlier(review: Review) -> Iterator[Listed]:
    for figure in review.headline.earlier:
        yield _listed(_("Won in the last periods"), f"earlier.{figure.label}", figure)
