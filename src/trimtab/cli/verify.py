"""`trimtab verify`: are the features behind the odds what was known on a day in the past?"""

from typing import Annotated

import typer

from trimtab.cli.extract import refresh
from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, say, say_json


def verify(
    share: Annotated[int, typer.Option(help="Build one of so many opportunities anew.", min=1, max=10_000)] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found for a program.")] = False,
) -> None:
    """Build some opportunities anew from their raw changes, cut at a past day; end with 1 where a feature differs."""
    prepare_django()
    require_up_to_date()
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.odds.verifying import verify_features

    refresh()
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None, "a refresh leaves extracts behind"
    found = verify_features(
        settings.EXTRACTS, manifest, now=timezone.now(), memory=settings.ANALYSIS_MEMORY, parts=share
    )
    if as_json:
        differing = {str(opp_id): list(names) for opp_id, names in found.differing.items()}
        say_json({"as_of": found.at, "opportunities": found.opportunities, "differing": differing})
        raise typer.Exit(0 if found.is_well else 1)
    say(f"{found.opportunities} opportunities were built anew as of {found.at:%Y-%m-%d %H:%M} UTC.")
    for opp_id, names in found.differing.items():
        say(f"Opportunity {opp_id} differs in {', '.join(names)}.", style="red")
    if not found.is_well:
        fail("History does not give what the extracts say. Run: trimtab extract --rebuild")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)
