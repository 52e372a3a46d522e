from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class ValueConfig(AppConfig):
    name = "trimtab.value"
    label = "value"

    def ready(self) -> None:
        """Let rules look at the value of deals, and let business cases be shared by link."""
        from django.urls import reverse

        from trimtab.opportunities import signals
        from trimtab.sharing import subjects
        from trimtab.value.policy import get_case_for
        from trimtab.value.signals import SOURCE

        signals.register(SOURCE)
        subjects.register(
            subjects.Kind(
                "case",
                record="business_case",
                get_for=get_case_for,
                label=gettext_lazy("Business case"),
                page=lambda case: reverse("business-case", args=[case.opportunity_id]),
                shared="shared-case",
                holds=gettext_lazy("They see the last version that you made for them, and nothing of your notes."),
            )
        )
