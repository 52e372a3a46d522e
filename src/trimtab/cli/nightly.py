"""`trimtab nightly`: the work of the night. The site starts it by itself; a timer of the system may do so instead."""

from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, say, say_json, tell

if TYPE_CHECKING:
    from trimtab.analytics.nights.models import NightRun

SIGNS = {"done": "done", "nothing": "nothing to do", "failed": "FAILED"}


def nightly(
    again: Annotated[bool, typer.Option("--again", help="Also where today's work is done: do it anew.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print how each step went, for a program.")] = False,
) -> None:
    """Do what is computed once a day: extract, trends, setbacks, models, checks. Once a day, whoever starts it."""
    prepare_django()
    require_up_to_date()
    run = _work(again=again)
    if run is None:
        say_json({"day": None, "steps": []}) if as_json else say("Today's work is done, or somebody is at it.")
        return
    if as_json:
        say_json({"day": run.day.isoformat(), "steps": run.steps})
    else:
        for step in run.steps:
            say(f"{step['name']:12} {SIGNS[step['outcome']]:14} {step['seconds']:7.1f} s  {step['text']}".rstrip())
    if run.has_failed:
        fail("A step failed; the others are done. What it said stands above and in the log.")


def _work(*, again: bool) -> "NightRun | None":
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.nights.running import Step, claim, work_through
    from trimtab.analytics.nights.steps import Nights
    from trimtab.cli.notices import send_what_is_due

    run = claim(timezone.now(), again=again)
    if run is None:
        return None
    nights = Nights(settings.EXTRACTS, settings.ANALYSIS_MEMORY, timezone.now)
    steps = (*nights.steps(), Step("notices", send_what_is_due))
    return work_through(run, steps, clock=timezone.now, tell=lambda name: tell(f"{name} ..."))


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(nightly)
