"""The pages of this room."""

from django.urls import path

from trimtab.assessments.views import answering, templates

urlpatterns = [
    path("opportunities/<int:pk>/assessment/", answering.opportunity_assessment, name="opportunity-assessment"),
    path(
        "opportunities/<int:pk>/assessment/panel/",
        answering.opportunity_assessment_panel,
        name="opportunity-assessment-panel",
    ),
    path(
        "opportunities/<int:pk>/assessment/answers/",
        answering.opportunity_assessment_answers,
        name="opportunity-assessment-answers",
    ),
]
