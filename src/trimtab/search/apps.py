from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SearchConfig(AppConfig):
    name = "trimtab.search"
    label = "search"

    def ready(self) -> None:
        from trimtab.search.watching import unwatch_before_migrations, watch_after_migrations

        pre_migrate.connect(unwatch_before_migrations, sender=self)
        post_migrate.connect(watch_after_migrations, sender=self)
