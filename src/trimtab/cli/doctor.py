"""`trimtab doctor`: is everything as it should be?"""

from dataclasses import asdict
from typing import Annotated

import typer

from trimtab.cli.output import prepare_django, results, say_json

SIGNS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "problem": ("problem", "red")}


def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="Build the sums of the board anew before looking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the checks for a program.")] = False,
) -> None:
    """Look at versions, database, migrations, disk and extract; end with 1 where there is a problem."""
    prepare_django()
    from django.utils import timezone

    from trimtab.cli.checks import all_checks

    if mend:
        from trimtab.opportunities.ledger import rebuild, watch

        watch()
        rebuild()
    checks = list(all_checks(now=timezone.now()))
    is_well = all(check.status != "problem" for check in checks)
    if as_json:
        say_json({"ok": is_well, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            sign, style = SIGNS[check.status]
            results.print(f"[{style}]{sign:8}[/] {check.name:18}", end="", highlight=False)
            results.print(check.text, markup=False, highlight=False)
    raise typer.Exit(0 if is_well else 1)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)
