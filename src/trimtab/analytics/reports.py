"""The pipeline review as a file: a page that needs nothing else, a PDF, JSON or CSV. The values of the site's page."""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trimtab.analytics.forms import ChangeForm
from trimtab.analytics.reading import as_json, open_reading, review_for
from trimtab.analytics.review import Review
from trimtab.analytics.review.drawing import drawn
from trimtab.analytics.review.listing import table_of
from trimtab.analytics.templatetags.review import between, by_unit, written
from trimtab.core.exporting import write_csv
from trimtab.core.papers import typeset
from trimtab.people.frame import Frame, frame_for
from trimtab.people.models import User
from trimtab.web import formats

FORMS = ("html", "pdf", "json", "csv")
STYLES = ("tokens", "base", "frame", "table", "parts", "chart", "print")


class UnknownForm(ValueError):
    """A review is written as html, pdf, json or csv."""


def write_review(
    form: str, *, user: User, parameters: Mapping[str, str], folder: Path, memory: str, now: datetime
) -> bytes:
    """The review that this user would see, as a file.

    Args:
        form: html, pdf, json or csv.
        parameters: as in the address of the page: scope, period, since, until, compare, by, region, kind, ....
        folder: where the extracts live; memory: what DuckDB may take.

    Raises:
        UnknownForm: `form` is another one.
        NoExtracts: there are no extracts yet.
        Http404: no such scope or period for this user.
    """
    if form not in FORMS:
        raise UnknownForm(f"A review is written as {', '.join(FORMS)}. Got {form!r}.")
    frame = frame_for(user, parameters, now=now)
    reading = open_reading(folder, now=now, memory=memory)
    review = review_for(frame, reading, ChangeForm(parameters).choice())
    if form == "json":
        return as_json(review).encode()
    if form == "csv":
        return as_csv(review)
    return _page(review, frame) if form == "html" else _pdf(review)


def as_csv(review: Review) -> bytes:
    """Every figure on a line of its own, for a spreadsheet."""
    file = io.StringIO(newline="")
    write_csv(table_of(review), file)
    return file.getvalue().encode("utf-8-sig")


def _page(review: Review, frame: Frame) -> bytes:
    context = {"review": review, "drawn": drawn(review), "frame": frame, "is_file": True}
    title = escape(f"{_('Pipeline review')} · {review.subject}")
    head = (
        f'<!doctype html><html lang="{get_language()}" data-theme="light"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{_styles()}</style></head>"
    )
    top = render_to_string("analytics/review/by.html", context)
    body = render_to_string("analytics/review/body.html", context)
    lead = escape(review.headline.sentence)
    page = f'<main class="page"><h1>{title}</h1><p class="lead">{lead}</p>{top}{body}</main>'
    return f"{head}<body>{page}</body></html>".encode()


def _styles() -> str:
    paths = [finders.find(f"web/css/{name}.css") for name in STYLES] + [finders.find("analytics/review.css")]
    return "\n".join(Path(str(path)).read_text(encoding="utf-8") for path in paths if path)


def _pdf(review: Review) -> bytes:
    """Typst sets the tables; the texts come in as values, so that no name can be read as markup."""
    return typeset("trimtab.analytics", "report.typ", review=_tables(review))


def _tables(review: Review) -> dict[str, object]:
    """The review as texts in tables, as the page writes them."""
    said = review.headline
    figures = (said.won, said.open, said.commit, said.best_case, said.weighted, said.target, said.missing)
    return {
        "title": f"{_('Pipeline review')} · {review.subject}",
        "lead": said.sentence,
        "by": f"{said.basis} {_('Known on %(at)s.') % {'at': formats.moment(review.as_of)}}",
        "known": review.known.sentence,
        "sections": [
            _section(
                _("Where the period stands"),
                "",
                [_("Figure"), review.currency],
                [[one.label, written(one)] for one in figures],
            ),
            _section(
                _("Act on these"),
                review.act.sentence,
                [_("Opportunity"), _("Why"), _("Worth")],
                [[f"{one.name}, {one.account}", one.reason, formats.compact(one.amount)] for one in review.act.shown],
            ),
            _section(
                _("What changed"),
                review.changes.sentence,
                [_("Why"), _("Opportunities"), review.currency],
                [
                    [bar.label, str(bar.opportunities), formats.money(bar.amount, review.currency)]
                    for bar in review.changes.bars
                ],
            ),
            *_more_tables(review),
        ],
    }


def _more_tables(review: Review) -> list[dict[str, object]]:
    return [_levers(review), _stages(review), _coverage(review), _people(review)]


def _levers(review: Review) -> dict[str, object]:
    levers = review.levers
    head = [_("Lever"), review.period.key, levers.compared_with, _("Effect a day")]
    rows = [
        [
            one.label,
            by_unit(one.now, one.unit),
            by_unit(one.before, one.unit),
            formats.signed(one.effect) + ("" if one.is_certain else f" ({_('within noise')})"),
        ]
        for one in levers.levers
    ]
    return _section(_("Four levers"), levers.sentence, head, rows)


def _stages(review: Review) -> dict[str, object]:
    head = [_("Stage"), _("Entered"), _("Moves on"), _("Won"), _("Lost"), _("Half left by")]
    rows = [
        [
            row.stage,
            formats.whole(row.entered),
            f"{written(row.forward)} {between(row.forward)}",
            written(row.won),
            written(row.lost),
            formats.days(row.median_days),
        ]
        for row in review.stages
    ]
    return _section(_("Stages"), "", head, rows)


def _coverage(review: Review) -> dict[str, object]:
    rows = [[one.label, f"{written(one)} {between(one)}"] for one in review.coverage]
    return _section(_("Is there enough?"), review.coverage_sentence, [_("Figure"), review.currency], rows)


def _people(review: Review) -> dict[str, object]:
    head = [_("Who"), _("Activities"), _("Closed"), _("Won"), _("Win rate")]
    rows = [
        [
            row.name,
            formats.whole(row.activities),
            formats.whole(row.closed),
            formats.whole(row.won),
            f"{written(row.win_rate)} {between(row.win_rate)}",
        ]
        for row in review.people.rows
    ]
    return _section(_("Quality beside volume"), "", head, rows)


def _section(title: str, said: str, head: list[str], rows: list[list[str]]) -> dict[str, object]:
    return {"title": title, "said": said, "head": head, "rows": rows}
