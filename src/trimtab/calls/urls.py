"""The pages of this room."""

from django.urls import path

from trimtab.calls.views import agenda, debriefs, figures, lists, plans, shared

urlpatterns = [
    path("calls/", lists.calls, name="calls"),
    path("calls/figures/", figures.calls_figures, name="calls-figures"),
    path("calls/new/", plans.call_new, name="call-new"),
    path("calls/from-meeting/<int:pk>/", debriefs.call_from_meeting, name="call-from-meeting"),
    path("calls/wishes/<int:pk>/answers/", agenda.call_wish_answers, name="call-wish-answers"),
    path("calls/<int:pk>/", plans.call, name="call"),
    path("calls/<int:pk>/edit/", plans.call_edit, name="call-edit"),
    path("calls/<int:pk>/cancellation/", plans.call_cancellation, name="call-cancellation"),
    path("calls/<int:pk>/restoration/", plans.call_restoration, name="call-restoration"),
    path("calls/<int:pk>/outcomes/", debriefs.call_outcomes, name="call-outcomes"),
    path("calls/<int:pk>/debrief/", debriefs.call_debrief, name="call-debrief"),
    path("calls/<int:pk>/debrief/reopening/", debriefs.call_debrief_reopening, name="call-debrief-reopening"),
    path("calls/<int:pk>/agenda/", agenda.call_agenda, name="call-agenda"),
    path("calls/<int:pk>/invitation/", agenda.call_invitation, name="call-invitation"),
    path("opportunities/<int:pk>/calls/", lists.opportunity_calls, name="opportunity-calls"),
    path("opportunities/<int:pk>/calls/panel/", lists.panel, name="opportunity-calls-panel"),
    path(
        "opportunities/<int:pk>/calls/debriefs/", debriefs.opportunity_call_debriefs, name="opportunity-call-debriefs"
    ),
    path("shared/agenda/<str:token>/", shared.shared_agenda, name="shared-agenda"),
    path("shared/agenda/<str:token>/entry/", shared.shared_agenda_entry, name="shared-agenda-entry"),
]
