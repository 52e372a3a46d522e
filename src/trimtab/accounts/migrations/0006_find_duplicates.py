"""Neighbours by domain and by name are found through an index."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("accounts", "0005_merged_into")]

    operations = [
        migrations.AddIndex(
            model_name='account',
            index=models.Index(condition=models.Q(('domain', ''), _negated=True), fields=['domain', 'id'], name='account_by_domain'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(django.db.models.functions.text.Lower('name'), models.F('id'), name='contact_by_lower_name'),
        ),
    ]
