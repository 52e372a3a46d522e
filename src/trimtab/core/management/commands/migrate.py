"""Django's `migrate`, quick on an empty database."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from trimtab.core.new_database import is_empty, make_tables

PARTIAL = ("app_label", "migration_name", "plan", "check_unapplied", "fake", "fake_initial", "prune", "step_by_step")


class Command(Migrate):
    """What an empty database lacks is made at once; any other is migrated step by step."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="Apply every migration, also when empty.")

    def handle(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        connection.prepare_database()
        if not any(options[name] for name in PARTIAL) and is_empty(connection):
            make_tables(connection)
        return super().handle(*args, **options)
