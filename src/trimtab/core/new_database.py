"""An empty database gets today's tables at once, instead of every change that led to them.

A migration redraws all models for each of its steps, which is a minute for a house of this size, and an empty database
has nothing that the steps could keep. What they leave besides tables (the index of words, the process that ships) is
written by the same functions; a step about rows that were there before is marked `elidable` and left out.
"""

from collections.abc import Iterable
from typing import Any

from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether nothing was ever made in it, not even a list of migrations."""
    return not connection.introspection.table_names()


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Bring an empty database to the end of all migrations: whole, or not at all where it is stopped."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    end = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        for model in end.apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        _finish(editor)
        for step in _steps(plan):
            _run(step, editor, end)
        executor.recorder.ensure_schema()
        for migration in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)


def _finish(editor: BaseDatabaseSchemaEditor) -> None:
    """Foreign keys and indexes now, not at the end: the steps write rows, and PostgreSQL then alters no table."""
    waiting: list[Any] = editor.deferred_sql
    while waiting:
        editor.execute(waiting.pop(0), None)


def _steps(plan: Iterable[Migration]) -> list[RunPython | RunSQL]:
    return [
        operation
        for migration in plan
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.elidable
    ]


def _run(step: RunPython | RunSQL, editor: BaseDatabaseSchemaEditor, end: ProjectState) -> None:
    if isinstance(step, RunPython):
        step.code(end.apps, editor)
    else:
        step.database_forwards("", editor, end, end)
