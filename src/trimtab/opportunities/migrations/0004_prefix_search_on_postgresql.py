"""On PostgreSQL an index in the order of a language finds no prefixes; one in the order of characters does."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX opportunity_name_prefix ON opportunities_opportunity (lower(name) text_pattern_ops)"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX opportunity_name_prefix")


class Migration(migrations.Migration):

    dependencies = [("opportunities", "0003_find_by_name")]

    operations = [migrations.RunPython(add_index, drop_index)]
