from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "trimtab.core"
    label = "core"

    def ready(self) -> None:
        from trimtab.core.lookups import register

        register()
