"""`trimtab forecast`: where a period will end, how sure that is, and who brings it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from trimtab.cli.extract import refresh
from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, results, say, say_json

if TYPE_CHECKING:
    from trimtab.analytics.forecast import Asked

GROUPS = ("team", "person", "region", "segment", "product")


def forecast(
    as_of: Annotated[
        str, typer.Option("--as-of", help="Day (its end) or moment; nothing learned later is used. Without it now.")
    ] = "",
    period: Annotated[
        str, typer.Option(help="Such as 2026-Q4, FY2026-M11 or 2026. Without it the fiscal quarter of --as-of.")
    ] = "",
    by: Annotated[str, typer.Option(help="Groups to list: team, person, region, segment or product.")] = "team",
    as_json: Annotated[bool, typer.Option("--json", help="Print the forecast for a program.")] = False,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help="Make what the pages show: this period, the next, and the track record. For a timer."
        ),
    ] = False,
) -> None:
    """Say where a period will end: a range that held in the past, beside the plain methods it must beat."""
    prepare_django()
    require_up_to_date()
    if by not in GROUPS:
        fail(f"--by must be one of {', '.join(GROUPS)}. Got {by}.", code=2)
    asked = _asked(as_of, period)
    refresh()
    if keep:
        _keep(asked)
        return
    document = _document(asked, as_json=as_json)
    if as_json:
        from trimtab.analytics.forecast.publishing import published

        say_json(published(document, by=by))
    else:
        _print(document, by=by)


def _asked(as_of: str, period: str) -> "Asked":
    from django.utils import timezone

    from trimtab.analytics.forecast import Asked
    from trimtab.analytics.forecast.spans import period_as_of
    from trimtab.core.calendars import UnknownPeriod
    from trimtab.core.models import Organisation

    organisation = Organisation.get()
    calendar, zone = organisation.calendar, organisation.zone
    try:
        instant = min(period_as_of(as_of, zone), timezone.now()) if as_of else timezone.now()
    except (ValueError, OverflowError):
        fail(f"--as-of must be a day such as 2026-11-20, or a moment such as 2026-11-20T12:00. Got {as_of}.", code=2)
    if as_of and period_as_of(as_of, zone).date() > timezone.now().astimezone(zone).date():
        fail(f"--as-of must not lie in the future: nothing is known of it yet. Got {as_of}.", code=2)
    try:
        today = instant.astimezone(zone).date()
        named = period if not period or period.startswith("FY") else f"FY{period}"
        chosen = calendar.named(named) if period else calendar.containing(today, "quarter")
    except UnknownPeriod:
        fail(f"--period must be written 2026, 2026-Q4 or 2026-M11, with or without FY. Got {period}.", code=2)
    return Asked(chosen, instant, calendar, zone, organisation.currency)


def _document(asked: "Asked", *, as_json: bool) -> dict[str, Any]:  # Any: plain values, as JSON holds them
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.figures import engine_over
    from trimtab.analytics.forecast import ForecastRefused, ask_forecast

    manifest = read_manifest(settings.EXTRACTS)
    if manifest is None:
        fail("There are no extracts yet. Run `trimtab extract`.")
    engine = engine_over(settings.EXTRACTS, manifest, memory=settings.ANALYSIS_MEMORY)
    try:
        return ask_forecast(engine, asked, known_until=max(manifest.as_of, timezone.now())).document
    except ForecastRefused as refusal:
        if as_json:
            say_json({"refused": str(refusal), "period": asked.period.key, "as_of": asked.as_of})
        fail(str(refusal))


def _keep(asked: "Asked") -> None:
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.forecast.keeping import UnderWay
    from trimtab.analytics.forecast.making import keep_forecast, keep_track_record

    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None
    for make, one in ((keep_forecast, asked), (keep_forecast, asked.following), (keep_track_record, asked)):
        try:
            made = make(settings.EXTRACTS, manifest, one, memory=settings.ANALYSIS_MEMORY, clock=timezone.now)
        except UnderWay:
            say(f"{one.period.key}: another process is making it.")
            continue
        what = "forecast" if make is keep_forecast else "track record"
        say(f"{one.period.key}, {what}: {made.get('refused') or 'kept.'}")


def _print(document: dict[str, Any], *, by: str) -> None:  # Any: plain values, as JSON holds them
    from trimtab.analytics.forecast.publishing import listed
    from trimtab.analytics.forecast.telling import METHODS, amount, answer, method_words, notes
    from trimtab.web.formats import moment, percent

    company, measure = document["nodes"]["company"], document["measure"]
    say(answer(document, company), style="bold")
    say(f"As of {moment(datetime.fromisoformat(document['as_of']))}. {method_words(document)}")
    if document["floor"] is not None:
        say(f"No method can be off by less than about {percent(document['floor'])} with so much undecided.")
    for note in notes(document):
        say(note)
    parts = _table("Made of", "", "expected")
    for name, value in company["parts"].items():
        parts.add_row(name, amount(value, measure))
    plain = _table("Beside it", "", "says", "was off by")
    for name, value in document["baselines"].items():
        plain.add_row(str(METHODS[name]), amount(value, measure), percent(document["method"]["errors"].get(name)))
    groups = _table(f"By {by}", "", "likely", "8 of 10 times", "mean", "target", "chance")
    for key, node in listed(document, by=by):
        chance = "" if node["chance"] is None else percent(node["chance"])
        low, high = amount(node["p10"], measure), amount(node["p90"], measure)
        target = amount(node["target"]) if node["target"] else ""
        groups.add_row(
            node["label"] or key,
            amount(node["p50"], measure),
            f"{low} – {high}",
            amount(node["mean"], measure),
            target,
            chance,
        )
    for table in (parts, plain, groups):
        results.print(table)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    return table


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(forecast)
