"""The inverted index, and every record that is there already waits to be read: `trimtab migrate` goes on with that."""

from django.db import migrations

from trimtab.search.engine import drop_index, make_index

TABLES = {1: "accounts_account", 2: "opportunities_opportunity", 3: "accounts_contact", 4: "people_user"}


def make(apps, schema_editor):
    make_index(schema_editor.connection.alias)
    for kind, table in TABLES.items():
        schema_editor.execute(f"INSERT INTO search_pendingentry (kind, record_id) SELECT {kind}, id FROM {table}")


def drop(apps, schema_editor):
    drop_index(schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0001_index"),
        ("accounts", "0001_initial"),
        ("opportunities", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [migrations.RunPython(make, drop)]
