"""`trimtab trends`: work the four trends out, once a day, for everybody."""

from typing import Annotated

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import prepare_django, say, say_json


def trends(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was learned for a program.")] = False,
) -> None:
    """Work out who goes quiet, what slips, which leads get lost, which records mislead; pages read it from then on."""
    prepare_django()
    require_up_to_date()
    kept = make_trends_now()
    if as_json:
        say_json({name: part for name, part in kept.items() if name != "leanings"})
        return
    say("The trends are worked out.")


def make_trends_now() -> dict[str, object]:
    """Bring the extract up to date and the trends with it; what was learned."""
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.figures import engine_over
    from trimtab.analytics.restating import refresh_with_restatements
    from trimtab.analytics.trends.advising import note_advice
    from trimtab.analytics.trends.freshness import make_today
    from trimtab.core.models import Organisation

    now, memory = timezone.now(), settings.ANALYSIS_MEMORY
    refresh_with_restatements(folder=settings.EXTRACTS, now=now, memory=memory)
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None, "a refresh leaves a set of extracts"
    engine = engine_over(settings.EXTRACTS, manifest, memory=memory)
    kept = make_today(settings.EXTRACTS, engine=engine, now=now, organisation=Organisation.get())
    note_advice(kept, now=now)
    return dict(kept.study)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(trends)
