"""Neighbours by domain and e-mail address are found through an index."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):

    dependencies = [("accounts", "0006_merged_into")]

    operations = [
        migrations.AddIndex("account", models.Index(Lower("domain"), models.F("id"), name="account_by_lower_domain")),
        migrations.AddIndex("contact", models.Index(Lower("email"), models.F("id"), name="contact_by_lower_email")),
    ]
