from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MutualConfig(AppConfig):
    name = "trimtab.mutual"
    label = "mutual"

    def ready(self) -> None:
        """Let rules look at plans, and let plans be shared."""
        from django.urls import reverse

        from trimtab.mutual.policy import get_mutual_plan_for
        from trimtab.mutual.signals import SIGNALS, signals_of
        from trimtab.opportunities import signals
        from trimtab.sharing import subjects

        def page(plan: Any) -> str:  # a plan: models are not imported above
            return reverse("opportunity-mutual-plan", args=[plan.opportunity_id])

        signals.register(signals.Source("mutual", SIGNALS, signals_of))
        subjects.register(
            subjects.Kind(
                purpose="mutual-plan",
                record="mutual_plan",
                get_for=get_mutual_plan_for,
                label=gettext_lazy("Mutual plan"),
                page=page,
                shared="shared-mutual-plan",
                holds=gettext_lazy(
                    "They see outcome, dates, steps, owners and notes meant for them; nothing that we think of anybody."
                ),
            )
        )
