"""`trimtab migrate`: bring the database up to this version."""

import typer

from trimtab.cli.index import index_what_waits
from trimtab.cli.output import prepare_django, say


def migrate() -> None:
    """Bring the database up to this version of Trimtab."""
    prepare_django()
    count = bring_up_to_date()
    say("The database was up to date." if count == 0 else f"The database is up to date: {count} migrations applied.")


def bring_up_to_date() -> int:
    """Apply the pending migrations and let the search read what they brought; how many there were."""
    from django.core.management import call_command

    pending = pending_migrations()
    if pending:
        call_command("migrate", verbosity=0, interactive=False)
        index_what_waits()
    return len(pending)


def pending_migrations() -> list[str]:
    """The migrations that this version has and the database lacks, as `app.name`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def require_up_to_date() -> None:
    """End the command where migrations are pending: pages and figures would be wrong or fail."""
    from trimtab.cli.output import fail

    if pending := pending_migrations():
        fail(f"The database lacks {len(pending)} migrations of this version. Run: trimtab migrate")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)
