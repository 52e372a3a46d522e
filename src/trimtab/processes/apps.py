from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class ProcessesConfig(AppConfig):
    name = "trimtab.processes"
    label = "processes"

    def ready(self) -> None:
        """Tell rules what is known here, and let people put files to content and talk about it."""
        from trimtab.collaboration import subjects
        from trimtab.opportunities import signals
        from trimtab.processes.policy import get_content_for, visible_contents
        from trimtab.processes.signals import SIGNALS, signals_of

        signals.register(signals.Source("processes", SIGNALS, read=signals_of))
        subjects.register(
            "content",
            get_for=get_content_for,
            label=gettext_lazy("Content"),
            url="content",
            visible=visible_contents,
        )
