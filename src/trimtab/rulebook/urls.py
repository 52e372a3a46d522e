"""The pages of this room."""

from django.urls import path

from trimtab.rulebook.views import opportunity, replies

urlpatterns = [
    path("opportunities/<int:pk>/findings/", opportunity.opportunity_findings, name="opportunity-findings"),
    path("opportunities/<int:pk>/findings/reading/", opportunity.reading, name="opportunity-findings-reading"),
    path("findings/<int:pk>/action/", replies.taking_up, name="finding-action"),
    path("findings/<int:pk>/rest/", replies.resting, name="finding-rest"),
    path("findings/<int:pk>/rejection/", replies.rejection, name="finding-rejection"),
    path("finding-replies/<int:pk>/withdrawal/", replies.withdrawal, name="finding-reply-withdrawal"),
]
