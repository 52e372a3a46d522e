"""`trimtab odds`: learn the odds of open opportunities for the pages; nightly, or when a page finds them old."""

from typing import Annotated

import typer

from trimtab.cli.extract import refresh
from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import prepare_django, say, say_json, step_bar, tell


def odds(
    again: Annotated[bool, typer.Option("--again", help="Learn even where it was done within a day.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was learned for a program.")] = False,
) -> None:
    """Learn the odds of open opportunities from what is known, and keep them for the pages. Once a day is enough."""
    prepare_django()
    require_up_to_date()
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.odds.keeping import LearningUnderWay
    from trimtab.analytics.odds.refreshing import is_due, refresh_odds

    if not again and not is_due(settings.EXTRACTS, now=timezone.now()):
        say("The odds were learned within the last day. --again learns them anew.")
        return
    refresh()
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None, "a refresh leaves extracts behind"
    try:
        with step_bar("Odds") as bar:
            lesson = refresh_odds(
                settings.EXTRACTS, manifest, now=timezone.now(), memory=settings.ANALYSIS_MEMORY, progress=bar
            )
    except LearningUnderWay:
        tell("Another process is learning the odds; this one has nothing to do.")
        return
    if as_json:
        say_json(lesson.card)
        return
    card = lesson.card
    say(f"Learned from {card['decided']} opportunities that had ended, {card['won']} of them won: {card['state']}.")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(odds)
