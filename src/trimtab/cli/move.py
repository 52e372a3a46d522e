"""`trimtab move`: from SQLite to PostgreSQL."""

from typing import Annotated

import typer

from trimtab.cli.output import fail, prepare_django, say, step_bar


def move(
    url: Annotated[str, typer.Argument(help="An empty database, as postgresql://user:password@host/name.")],
) -> None:
    """Copy everything into an empty PostgreSQL and compare every row. Stop the site first; nothing here changes."""
    from trimtab.cli.migrate import require_up_to_date

    prepare_django()
    require_up_to_date()
    from trimtab.core.databases import database_at
    from trimtab.core.moving import MoveFailed, MoveRefused, move_database

    with step_bar("Tables") as tell_step:
        try:
            rows = move_database(database_at(url), progress=tell_step)
        except (MoveRefused, MoveFailed) as error:
            fail(str(error))
    say(f"Moved {rows:,} rows and compared them. Set TRIMTAB_DATABASE_URL to the new address, then run:")
    say("trimtab index --rebuild && trimtab extract --rebuild && trimtab doctor")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(move)
