from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class OpportunitiesConfig(AppConfig):
    name = "trimtab.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        from trimtab.opportunities.ledger import unwatch_before_migrations, watch_after_migrations

        pre_migrate.connect(unwatch_before_migrations, sender=self)
        post_migrate.connect(watch_after_migrations, sender=self)
