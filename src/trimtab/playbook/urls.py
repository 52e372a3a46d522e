"""The playbook, and the plays of one opportunity."""

from django.urls import path

from trimtab.playbook.views import opportunity, plays

urlpatterns = [
    path("opportunities/<int:pk>/plays/", opportunity.opportunity_plays, name="opportunity-plays"),
    path("opportunities/<int:pk>/plays/<slug:key>/", opportunity.play_start, name="play-start"),
    path("opportunities/<int:pk>/change-needed/", opportunity.opportunity_change, name="opportunity-change"),
    path("playbook/uses/<int:pk>/ending/", opportunity.play_use_ending, name="play-use-ending"),
    path("playbook/uses/<int:pk>/reopening/", opportunity.play_use_reopening, name="play-use-reopening"),
    path("playbook/", plays.plays, name="plays"),
    path("playbook/new/", plays.play_new, name="play-new"),
    path("playbook/export/", plays.plays_export, name="plays-export"),
    path("playbook/import/", plays.plays_import, name="plays-import"),
    path("playbook/plays/<slug:key>/", plays.play, name="play"),
    path("playbook/plays/<slug:key>/edit/", plays.play_edit, name="play-edit"),
    path("playbook/plays/<slug:key>/activation/", plays.play_activation, name="play-activation"),
    path("playbook/plays/<slug:key>/draft-removal/", plays.play_draft_removal, name="play-draft-removal"),
    path("playbook/plays/<slug:key>/archiving/", plays.play_archiving, name="play-archiving"),
]
