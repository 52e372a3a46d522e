"""The pages of this room."""

from django.urls import path

from trimtab.outcomes.views import debriefs, hand_overs, lists

urlpatterns = [
    path("outcomes/", lists.outcomes, name="outcomes"),
    path("opportunities/<int:pk>/outcome/", debriefs.opportunity_outcome, name="opportunity-outcome"),
    path("opportunities/<int:pk>/outcome/ours/", debriefs.debrief_ours, name="debrief-ours"),
    path("opportunities/<int:pk>/outcome/buyer/", debriefs.debrief_buyer, name="debrief-buyer"),
    path("opportunities/<int:pk>/outcome/lessons/", debriefs.opportunity_lessons, name="opportunity-lessons"),
    path("outcomes/debriefs/<int:pk>/withdrawal/", debriefs.debrief_withdrawal, name="debrief-withdrawal"),
    path("opportunities/<int:pk>/hand-over/", hand_overs.hand_over, name="hand-over"),
    path("opportunities/<int:pk>/hand-over/giving/", hand_overs.hand_over_giving, name="hand-over-giving"),
    path("opportunities/<int:pk>/hand-over/<slug:version>.pdf", hand_overs.hand_over_file, name="hand-over-file"),
    path("lessons/", lists.lessons, name="lessons"),
    path("lessons/<int:pk>/archiving/", lists.lesson_archiving, name="lesson-archiving"),
    path("lessons/<int:pk>/restoration/", lists.lesson_restoration, name="lesson-restoration"),
    path("settings/outcome-reasons/", lists.outcome_reasons, name="outcome-reasons"),
]
