"""`trimtab watch`: look at the last whole week for setbacks."""

from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import prepare_django, say, say_json, step_bar

if TYPE_CHECKING:
    from trimtab.analytics.watch.models import WatchedWeek


def watch(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found for a program.")] = False,
) -> None:
    """Look at the last whole week for setbacks; once a week, however often it is started."""
    prepare_django()
    require_up_to_date()
    _refresh()
    week = look_at_week()
    found = {
        "week": week.week_on.isoformat() if week else None,
        "series": week.series if week else 0,
        "too_few": week.too_few if week else 0,
        "alarms": week.setbacks.count() if week else 0,
    }
    if as_json:
        say_json(found)
    elif week is None:
        say("The last whole week was looked at before, or there is nothing to look at.")
    else:
        say(f"Week of {week.week_on:%Y-%m-%d}: {found['alarms']} alarms from {week.series} series.")
        say(f"{week.too_few} series have too few facts to judge.")


def look_at_week() -> "WatchedWeek | None":
    """Look at the last whole week, with a bar; None where that was done or where there is no extract yet."""
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.watch.watching import ExtractsTooOld, is_due, watch_week

    now = timezone.now()
    if not is_due(now):
        return None
    with step_bar("Watch, series") as tell_step:
        try:
            return watch_week(
                folder=settings.EXTRACTS,
                now=now,
                memory=settings.ANALYSIS_MEMORY,
                progress=lambda done: tell_step("Watch, series", done, 0),
            )
        except ExtractsTooOld:
            return None


def _refresh() -> None:
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.restating import refresh_with_restatements

    refresh_with_restatements(folder=settings.EXTRACTS, now=timezone.now(), memory=settings.ANALYSIS_MEMORY)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(watch)
