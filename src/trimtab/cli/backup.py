"""`trimtab backup`: everything in one file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.output import fail, prepare_django, say, say_json, tell

if TYPE_CHECKING:
    from trimtab.core.backups import Installation


def backup(
    file: Annotated[Path, typer.Argument(help="File to write, such as monday.tar.gz.", dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written for a program.")] = False,
) -> None:
    """Write database, secret key and uploads to one FILE, while people go on working.

    The file opens the installation to whoever has it: keep it as safe as the server.
    """
    prepare_django()
    from django.utils import timezone

    from trimtab import __version__
    from trimtab.core.backups import BackupFailed, make_backup

    if not file.absolute().parent.is_dir():
        fail(f"FILE must stand in a folder that exists. Got {file.absolute().parent}.", code=2)
    tell("Copying the database ...")
    try:
        manifest = make_backup(file.absolute(), of=this_installation(), version=__version__, now=timezone.now())
    except (BackupFailed, OSError) as error:
        fail(str(error))
    size = file.stat().st_size
    if as_json:
        say_json({"file": file, "bytes": size, "made_at": manifest.made_at, "files": manifest.files})
    else:
        say(f"Wrote {file}: {size / 1e6:.1f} MB, {len(manifest.files)} files.")


def this_installation() -> "Installation":
    """The installation that the settings name."""
    from django.conf import settings
    from django.db import connection

    from trimtab.core.backups import Installation

    return Installation(settings.HOME, connection.vendor, connection.settings_dict)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backup)
