"""`trimtab restore`: what `trimtab backup` wrote, put back."""

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.backup import this_installation
from trimtab.cli.index import index_what_waits
from trimtab.cli.migrate import pending_migrations
from trimtab.cli.output import fail, prepare_django, say


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `trimtab backup` wrote.", dir_okay=False, exists=True)],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what is here without asking.")] = False,
) -> None:
    """Replace everything here by what FILE holds. All of FILE is checked first."""
    prepare_django()
    from trimtab.core.backups import BackupFailed, BackupRefused, restore_backup

    here = this_installation()
    if not yes and not typer.confirm(f"Replace the database, uploads and secret key of {here.home}?", err=True):
        fail("Nothing was changed.")
    try:
        manifest = restore_backup(file.absolute(), into=here)
    except (BackupRefused, BackupFailed) as error:
        fail(str(error))
    say(f"Restored what was backed up at {manifest.made_at}.")
    if pending_migrations():
        say("The backup is of an older version. Run: trimtab migrate")
    else:
        index_what_waits()


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(restore)
