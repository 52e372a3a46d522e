"""The pages of this room."""

from django.urls import path

from trimtab.targeting.views import capacity, dossier, panel, profile, quadrant, score, scoring, targets

urlpatterns = [
    path("accounts/where-to-spend-the-time/", quadrant.quadrant, name="quadrant"),
    path("accounts/where-to-spend-the-time/export/", quadrant.quadrant_export, name="quadrant-export"),
    path("accounts/where-to-spend-the-time/hours/", capacity.capacity, name="capacity"),
    path("accounts/ideal-customer/", profile.profile, name="ideal-customer"),
    path("accounts/ideal-customer/new/", profile.profile_new, name="ideal-customer-new"),
    path("accounts/ideal-customer/proposals/<int:pk>/refusal/", profile.proposal_refusal, name="proposal-refusal"),
    path("accounts/scoring/", scoring.scoring, name="scoring"),
    path("accounts/scoring/new/", scoring.scoring_new, name="scoring-new"),
    path("accounts/targets/", targets.targets, name="targets"),
    path("accounts/<int:pk>/target/", targets.target_new, name="target-new"),
    path("accounts/<int:pk>/target/moves/", targets.target_moves, name="target-moves"),
    path("accounts/<int:pk>/target/dropping/", targets.target_dropping, name="target-dropping"),
    path("accounts/<int:pk>/dossier/", dossier.account_dossier, name="account-dossier"),
    path("accounts/<int:pk>/dossier/facts/", dossier.dossier_facts, name="dossier-facts"),
    path(
        "accounts/<int:pk>/dossier/facts/<int:fact>/withdrawal/",
        dossier.fact_withdrawal,
        name="dossier-fact-withdrawal",
    ),
    path("accounts/<int:pk>/dossier/signs/", dossier.signs, name="signs"),
    path("accounts/<int:pk>/dossier/signs/<int:sign>/sighting/", dossier.sign_sighting, name="sign-sighting"),
    path("accounts/<int:pk>/dossier/signs/<int:sign>/closing/", dossier.sign_closing, name="sign-closing"),
    path("accounts/<int:pk>/worth/", panel.account_worth, name="account-worth"),
    path("accounts/<int:pk>/score/", score.account_score, name="account-score"),
    path("accounts/<int:pk>/score/<slug:factor>/", score.account_rating, name="account-rating"),
]
