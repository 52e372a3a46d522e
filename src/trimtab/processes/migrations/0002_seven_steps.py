"""The process that ships, as the one for all opportunities."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from trimtab.processes.starters import DEFAULT, STARTERS


def write(apps: Any, _schema_editor: Any) -> None:
    """Its words are those of `starters`, whose keys never change."""
    now = timezone.now()
    process = apps.get_model("processes", "SalesProcess").objects.create(
        key=DEFAULT, is_default=True, created_at=now, changed_at=now
    )
    version = apps.get_model("processes", "ProcessVersion").objects.create(
        process=process, number=1, state="active", created_at=now, published_at=now
    )
    for position, one in enumerate(STARTERS[DEFAULT], 1):
        step = apps.get_model("processes", "Step").objects.create(
            version=version, key=one.key, position=position, duration=one.days, weight=one.weight, is_shipped=True,
            changed_at=now,
        )  # fmt: skip
        for place, asked in enumerate(one.milestones, 1):
            apps.get_model("processes", "Milestone").objects.create(
                step=step, key=asked.key, side=asked.side, weight=asked.weight, is_mandatory=asked.is_mandatory,
                position=place, is_shipped=True, changed_at=now,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("processes", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
