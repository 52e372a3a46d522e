"""`trimtab review`: the pipeline review of the page, on the command line."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from trimtab.cli.extract import refresh
from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, results, say, tell

if TYPE_CHECKING:
    from trimtab.analytics.review import Review
    from trimtab.analytics.review.listing import Listed
    from trimtab.people.frame import Frame
    from trimtab.people.models import User

NOT_SET = "- for what is not set."


def review(
    reader: Annotated[
        str, typer.Option("--as", help="Address of the person whose sight applies. Without it an administrator's.")
    ] = "",
    scope: Annotated[str, typer.Option(help="me, team, everyone, team:ID or person:ID.")] = "",
    period: Annotated[str, typer.Option(help="Such as FY2026, FY2026-Q4 or FY2026-M11. Without it the quarter.")] = "",
    region: Annotated[str, typer.Option(help=f"Only this region; {NOT_SET}")] = "",
    segment: Annotated[str, typer.Option(help=f"Only this segment; {NOT_SET}")] = "",
    kind: Annotated[str, typer.Option(help=f"Only this kind, such as new business; {NOT_SET}")] = "",
    product: Annotated[str, typer.Option(help=f"Only where this product is the largest; {NOT_SET}")] = "",
    source: Annotated[str, typer.Option(help=f"Only from this lead source; {NOT_SET}")] = "",
    process: Annotated[str, typer.Option(help="Only this process, by its name.")] = "",
    by: Annotated[
        str, typer.Option(help="Groups to compare: owner, team, region, segment, kind, product, source or process.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the review for a program.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write, by its ending: .html, .pdf, .json or .csv.", dir_okay=False),
    ] = None,
) -> None:
    """Show where the period stands, what changed and where to act: the same figures as the page."""
    prepare_django()
    require_up_to_date()
    frame = _frame(_person(reader), scope=scope, period=period)
    part = {"region": region, "segment": segment, "kind": kind, "product": product, "source": source}
    chosen = {**part, "process": process, "by": _known_groups(by)}
    refresh()
    if out is not None:
        out.write_bytes(_file_of(frame, out.suffix.removeprefix("."), chosen))
        tell(f"Wrote {out}.")
    elif as_json:
        typer.echo(_file_of(frame, "json", chosen).decode())
    else:
        _print(_review_of(frame, chosen))


def _known_groups(by: str) -> str:
    from trimtab.analytics.forms import GROUPS

    if by and by not in GROUPS:
        fail(f"--by must be one of {', '.join(GROUPS)}. Got {by}.", code=2)
    return by


def _person(email: str) -> "User":
    from trimtab.people.models import User

    people = User.objects.filter(is_active=True).order_by("pk")
    if email:
        person = people.filter(email=email.lower()).first()
    else:
        person = people.filter(role=User.Role.ADMINISTRATOR).first()
    if person is None:
        fail(
            f"--as must name somebody who can sign in. Got {email or 'nobody, and there is no administrator'}.", code=2
        )
    return person


def _frame(person: "User", *, scope: str, period: str) -> "Frame":
    from django.http import Http404
    from django.utils import timezone

    from trimtab.people.frame import frame_for

    try:
        return frame_for(person, {"scope": scope, "period": period}, now=timezone.now())
    except Http404:
        fail(
            f"--scope and --period must name a period, team or person that {person} may see. Got {scope} {period}.",
            code=2,
        )


def _file_of(frame: "Frame", form: str, chosen: dict[str, str]) -> bytes:
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.reports import UnknownForm, write_review

    try:
        return write_review(
            form,
            user=frame.user,
            parameters={"scope": frame.scope.key, "period": frame.period.key, **chosen},
            folder=settings.EXTRACTS,
            memory=settings.ANALYSIS_MEMORY,
            now=timezone.now(),
        )
    except UnknownForm as error:
        fail(f"--out must end with the form to write. {error}", code=2)


def _review_of(frame: "Frame", chosen: dict[str, str]) -> "Review":
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.forms import ChangeForm
    from trimtab.analytics.reading import open_reading, review_for

    reading = open_reading(settings.EXTRACTS, now=timezone.now(), memory=settings.ANALYSIS_MEMORY)
    return review_for(frame, reading, ChangeForm(chosen).choice())


def _print(made: "Review") -> None:
    from trimtab.analytics.review.listing import figures_of
    from trimtab.web.formats import moment

    say(f"{made.subject}. As of {moment(made.as_of)}.\n")
    say(made.headline.sentence, style="bold")
    for sentence in (made.changes.sentence, made.levers.sentence, made.coverage_sentence, made.known.sentence):
        if sentence:
            say(sentence)
    for section, figures in groupby(figures_of(made), key=lambda one: one.section):
        _print_figures(section, figures, made.currency)


def _print_figures(title: str, figures: "Iterable[Listed]", currency: str) -> None:
    from trimtab.web.formats import interval, percent_interval

    table = _table(title, "", "value", "interval", "n")
    for figure in figures:
        between = percent_interval if figure.unit == "share" else interval
        n = "" if figure.n is None else str(figure.n)
        table.add_row(figure.label, figure.written(currency), between(figure.low, figure.high), n)
    results.print(table)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    return table


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(review)
