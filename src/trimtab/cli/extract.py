"""`trimtab extract`: mirror the facts to the files that analysis reads."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import prepare_django, say, say_json, step_bar
from trimtab.cli.watch import look_at_week

if TYPE_CHECKING:
    from trimtab.analytics.extracts.refresh import ExtractState


def extract(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Write all files anew, not only what changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the state of the extract for a program.")] = False,
) -> None:
    """Bring the extract, which every figure is computed from, up to date with the database."""
    prepare_django()
    require_up_to_date()
    from trimtab.opportunities.actions import settle_ledger

    settle_ledger()
    state = refresh(rebuild=rebuild)
    look_at_week()
    if as_json:
        say_json(asdict(state))
        return
    say(f"The extract is of {state.as_of:%Y-%m-%d %H:%M} UTC.")
    say(f"Written anew: {len(state.months)} months; beside the months: {state.recent} opportunities.")
    for currency, count in state.missing_rates.items():
        say(f"{count} opportunities in {currency} have no exchange rate and are left out of sums.")


def refresh(*, rebuild: bool = False) -> "ExtractState":
    """Refresh the extract of this installation, with a bar."""
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.restating import refresh_with_restatements

    with step_bar("Extract, months") as tell_step:
        return refresh_with_restatements(
            folder=settings.EXTRACTS,
            now=timezone.now(),
            rebuild=rebuild,
            memory=settings.ANALYSIS_MEMORY,
            progress=lambda done, total: tell_step("Extract, months", done, total),
        )


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(extract)
