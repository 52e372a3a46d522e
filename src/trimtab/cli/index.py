"""`trimtab index`: let the search read what it has not read yet, or everything."""

from typing import Annotated

import typer

from trimtab.cli.output import prepare_django, say, step_bar


def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Forget the index and read every record anew.")] = False,
) -> None:
    """Let the search read what was written; it does so by itself after each page and each import."""
    from trimtab.cli.migrate import require_up_to_date

    prepare_django()
    require_up_to_date()
    count = index_what_waits(rebuild=rebuild)
    say(f"The search has read {count:,} changes." if count else "The search had read everything.")


def index_what_waits(*, rebuild: bool = False) -> int:
    """Read what waits, with a bar; how much that was."""
    from trimtab.search import actions

    with step_bar("Search index") as tell_step:

        def tell(_step: str, done: int, total: int) -> None:
            tell_step("Search index", done, total)

        return actions.rebuild(progress=tell) if rebuild else actions.catch_up(progress=tell)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(index)
