"""The command `trimtab`, one module a command. It ends with 0; 1 where something failed; 2 where it was misused."""

import typer

from trimtab import __version__
from trimtab.cli import (
    account_scores,
    administrator,
    backup,
    demo,
    doctor,
    evaluate,
    extract,
    feeds,
    forecast,
    imports,
    index,
    migrate,
    move,
    nightly,
    notices,
    odds,
    restore,
    review,
    score,
    serve,
    service_index,
    simulate,
    trends,
    verify,
    watch,
)

app = typer.Typer(
    name="trimtab",
    help="Reads your CRM exports, rebuilds their history, and says honestly where the number will land.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    demo,
    serve,
    imports,
    review,
    score,
    odds,
    evaluate,
    simulate,
    extract,
    forecast,
    service_index,
    backup,
    restore,
    doctor,
    verify,
    migrate,
    move,
    index,
    administrator,
    trends,
    account_scores,
    watch,
    nightly,
    notices,
    feeds,
):
    command.add_to(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None: ...


def main() -> None:
    """Run the command that the arguments name; a wrong setting, an absent database or a full disk is told in words."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    try:
        app(prog_name="trimtab")
    except (ImproperlyConfigured, OperationalError, OSError) as error:
        if (words := in_words(error)) is None:
            raise
        typer.secho(words, fg="red", err=True)
        raise SystemExit(1) from error


def in_words(error: Exception) -> str | None:
    """What is wrong and what to do, where the code is not to blame."""
    from trimtab.core.outages import outage_behind

    if outage_behind(error) == "disk":
        return "The disk is full. Make room and run the command again: what was saved before stays."
    return None if isinstance(error, OSError) else str(error)
