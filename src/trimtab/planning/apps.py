from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PlanningConfig(AppConfig):
    name = "trimtab.planning"
    label = "planning"

    def ready(self) -> None:
        """Plans can be talked about."""
        from trimtab.collaboration import subjects
        from trimtab.planning.policy import get_plan_for
        from trimtab.planning.queries import visible_plans

        subjects.register("plan", get_for=get_plan_for, label=gettext_lazy("Plan"), url="plan", visible=visible_plans)
