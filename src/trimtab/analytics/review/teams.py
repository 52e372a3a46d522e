"""Stages, people, dates and weeks: what the review compares."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.analytics.cuts import LABELS, NOT_SET
from trimtab.analytics.figures import Asker
from trimtab.analytics.review.model import Dates, Figure, Groups, Known, PersonRow, StageRow, Week
from trimtab.analytics.review.moments import Moments
from trimtab.analytics.review.words import count, decimal, real, summed, text
from trimtab.analytics.rows import HISTORY_KNOWN
from trimtab.insight.metrics.activity import QUALITY_BESIDE_VOLUME
from trimtab.insight.metrics.dates import PUSH_COUNTS, SLIPPED_VALUE
from trimtab.insight.metrics.pipeline import WEEKLY_SNAPSHOTS
from trimtab.insight.metrics.stages import STAGE_CONVERSION
from trimtab.insight.results import Row
from trimtab.web import formats

MOST_PEOPLE = 12  # above, the table compares teams
MOST_GROUPS = 60  # above, those with the most closings are listed


def stages(asker: Asker, moments: Moments) -> tuple[StageRow, ...]:
    """What became of those that entered each open stage in the window of the rates."""
    result = asker.ask(STAGE_CONVERSION, **moments.last_year())
    return tuple(
        StageRow(
            stage=text(row["stage"]),
            process=text(row["process"]),
            entered=count(row["entered"]),
            still_here=count(row["still_here"]),
            forward=_share(row, "forward_share", _("Moves on")),
            won=_share(row, "won_share", _("Won from here")),
            lost=_share(row, "lost_share", _("Lost from here")),
            median_days=real(row["median_days"]),
            rows=f"stage?stage={row['stage_id']}",
        )
        for row in result.rows
    )


def _share(row: Row, name: str, label: str) -> Figure:
    return Figure(
        label,
        real(row[name]),
        "share",
        "stage_conversion",
        n=count(row["entered"]),
        low=real(row[f"{name}_low"]),
        high=real(row[f"{name}_high"]),
    )


def usual_groups(number: int) -> str:
    """How a scope of so many people is compared: person by person, or team by team."""
    return "owner" if number <= MOST_PEOPLE else "team"


def people(asker: Asker, moments: Moments, *, by: str) -> Groups:
    """Quality beside volume in the window of the rates, by group, the empty ones too.

    Args:
        by: owner, team, or a fact of the opportunity as an address names it.
    """
    result = asker.ask(QUALITY_BESIDE_VOLUME, **moments.last_year(), by="lead_source" if by == "source" else by)
    listed = result.rows
    if len(listed) > MOST_GROUPS:
        most = sorted(listed, key=lambda row: -count(row["closed"]))[:MOST_GROUPS]
        listed = tuple(row for row in listed if any(row is kept for kept in most))
    return Groups(by, tuple(_person(row, by) for row in listed), len(result.rows) - len(listed))


def _person(row: Row, by: str) -> PersonRow:
    name = text(row["part_name"])
    won_value = summed(row["won_value"], count(row["won"]))
    return PersonRow(
        name=name or (_("Nobody") if by == "owner" else _("Not set")),
        activities=count(row["activities"]),
        created=count(row["created"]),
        closed=count(row["closed"]),
        won=count(row["won"]),
        won_value=won_value,
        win_rate=Figure(
            _("Win rate"),
            real(row["win_rate"]),
            "share",
            "quality_beside_volume",
            n=count(row["closed"]),
            low=real(row["win_rate_low"]),
            high=real(row["win_rate_high"]),
        ),
        won_mean=None if won_value is None else real(row["won_mean"]),
        won_cycle=real(row["won_cycle"]),
        rows=_rows_of(row, by),
    )


def _rows_of(row: Row, by: str) -> str:
    """The rows behind the closings of a group; those of nobody in particular cannot be asked for."""
    if by in LABELS:
        return "closed-year?" + urlencode({by: text(row["part_name"]) or NOT_SET})
    key = "person" if by == "owner" else "team"
    return f"closed-year?scope={key}:{row['part']}" if row["part"] else ""


def dates(asker: Asker, moments: Moments) -> Dates:
    """What slipped of what was due at the start of the period, and by how often a date had moved before."""
    due = {**moments.span(), **moments.due()}
    row = asker.ask(SLIPPED_VALUE, **due).rows[0]
    counts = asker.ask(PUSH_COUNTS, **due)
    return Dates(
        slipped=Figure(
            _("Still open of it"),
            summed(row["slipped_value"], count(row["slipped"])),
            "money",
            "slipped_value",
            n=count(row["slipped"]),
            rows="due-at-start?outcome=slipped",
        ),
        due=Figure(
            _("Due at the start of the period"),
            summed(row["due_value"], count(row["due"])),
            "money",
            "slipped_value",
            n=count(row["due"]),
            rows="due-at-start?",
        ),
        pushes=tuple(
            (_pushes(count(row["pushes"])), count(row["due"]), _ended(row, "slipped_share"), _ended(row, "won_share"))
            for row in counts.rows
        ),
    )


def _pushes(number: int) -> str:
    if number == 0:
        return _("never moved later")
    if number >= 3:
        return _("three times or more")
    return ngettext("once", "twice", number)


def _ended(row: Row, name: str) -> Figure:
    return Figure(
        name,
        real(row[name]),
        "share",
        "push_counts",
        n=count(row["due"]),
        low=real(row[f"{name}_low"]),
        high=real(row[f"{name}_high"]),
    )


def weeks(asker: Asker, moments: Moments) -> tuple[Week, ...]:
    """The open pipeline at the last 52 week ends, oldest first."""
    result = asker.ask(WEEKLY_SNAPSHOTS, as_of=moments.as_of)
    found = (
        Week(row["week_end"], count(row["opportunities"]), decimal(row["amount"]))  # type: ignore[arg-type]  # a time
        for row in result.rows
    )
    return tuple(sorted(found, key=lambda week: week.week_end))


def known(asker: Asker) -> Known:
    """How much of the past is known, and what that keeps the review from saying."""
    row = asker.ask(HISTORY_KNOWN).rows[0]
    changes, exports, alone = count(row["changes"]), count(row["exports"]), count(row["dates"])
    total = changes + exports + alone
    parts = []
    if total and changes:
        parts.append(
            _("Every change of every opportunity is known.")
            if changes == total
            else _("Of %(share)s of the opportunities every change is known.")
            % {"share": formats.percent(changes / total)}
        )
    if exports:
        parts.append(
            _("The past of %(share)s is rebuilt from dated exports: what happened between two of them is not known.")
            % {"share": formats.percent(exports / total)}
        )
    if alone:
        parts.append(
            _(
                "Of %(share)s only created and closed dates are known: their earlier stages, amounts and close dates "
                "are not in any figure."
            )
            % {"share": formats.percent(alone / total)}
        )
    return Known(changes, exports, alone, " ".join(parts))
