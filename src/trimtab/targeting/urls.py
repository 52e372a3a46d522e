"""The pages of this room."""

from django.urls import path

from trimtab.targeting.views import quadrant, score

urlpatterns = [
    path("accounts/where-to-spend-the-time/", quadrant.quadrant, name="quadrant"),
    path("accounts/where-to-spend-the-time/export/", quadrant.quadrant_export, name="quadrant-export"),
    path("accounts/<int:pk>/score/", score.account_score, name="account-score"),
    path("accounts/<int:pk>/score/<slug:factor>/", score.account_rating, name="account-rating"),
]
