"""The pages of this room."""

from django.urls import path

from trimtab.targeting.views import capacity, profile, quadrant, score, scoring

urlpatterns = [
    path("accounts/where-to-spend-the-time/", quadrant.quadrant, name="quadrant"),
    path("accounts/where-to-spend-the-time/export/", quadrant.quadrant_export, name="quadrant-export"),
    path("accounts/where-to-spend-the-time/hours/", capacity.capacity, name="capacity"),
    path("accounts/ideal-customer/", profile.profile, name="ideal-customer"),
    path("accounts/ideal-customer/new/", profile.profile_new, name="ideal-customer-new"),
    path("accounts/ideal-customer/proposals/<int:pk>/refusal/", profile.proposal_refusal, name="proposal-refusal"),
    path("accounts/scoring/", scoring.scoring, name="scoring"),
    path("accounts/scoring/new/", scoring.scoring_new, name="scoring-new"),
    path("accounts/<int:pk>/score/", score.account_score, name="account-score"),
    path("accounts/<int:pk>/score/<slug:factor>/", score.account_rating, name="account-rating"),
]
