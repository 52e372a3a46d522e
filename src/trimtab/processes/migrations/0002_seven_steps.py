"""The process that ships, as the one for all opportunities."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from trimtab.processes.starters import DEFAULT, STARTERS


def write(apps: Any, schema_editor: Any) -> None:
    """Its words are those of `starters`, whose keys never change. Into the database that is migrated: a move has two."""

    def rows(name: str) -> Any:
        return apps.get_model("processes", name).objects.using(schema_editor.connection.alias)

    now = timezone.now()
    process = rows("SalesProcess").create(key=DEFAULT, is_default=True, created_at=now, changed_at=now)
    version = rows("ProcessVersion").create(
        process=process, number=1, state="active", created_at=now, published_at=now
    )
    for position, one in enumerate(STARTERS[DEFAULT], 1):
        step = rows("Step").create(
            version=version, key=one.key, position=position, duration=one.days, weight=one.weight, is_shipped=True,
            changed_at=now,
        )  # fmt: skip
        for place, asked in enumerate(one.milestones, 1):
            rows("Milestone").create(
                step=step, key=asked.key, side=asked.side, weight=asked.weight, is_mandatory=asked.is_mandatory,
                position=place, is_shipped=True, changed_at=now,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("processes", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
