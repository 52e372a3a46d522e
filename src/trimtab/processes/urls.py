"""The pages of this room."""

from django.urls import path

from trimtab.processes.views import opportunity

urlpatterns = [
    path("opportunities/<int:pk>/process/", opportunity.opportunity_process, name="opportunity-process"),
    path(
        "opportunities/<int:pk>/process/panel/",
        opportunity.opportunity_process_panel,
        name="opportunity-process-panel",
    ),
    path(
        "opportunities/<int:pk>/process/<int:milestone_pk>/",
        opportunity.opportunity_milestone,
        name="opportunity-milestone",
    ),
    path("opportunities/<int:pk>/pauses/", opportunity.opportunity_pauses, name="opportunity-pauses"),
    path("opportunities/<int:pk>/resumption/", opportunity.opportunity_resumption, name="opportunity-resumption"),
]
