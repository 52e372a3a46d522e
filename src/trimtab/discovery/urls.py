"""Boards of what customers want, and the insights on them."""

from django.urls import path

from trimtab.discovery.views import boards, insights, sections

urlpatterns = [
    path("accounts/<int:pk>/goals/", boards.account_discovery, name="account-discovery"),
    path("accounts/<int:pk>/goals/panel/", boards.account_goals, name="account-goals"),
    path("accounts/divisions/<int:pk>/goals/", boards.division_discovery, name="division-discovery"),
    path("opportunities/<int:pk>/goals/", boards.opportunity_discovery, name="opportunity-discovery"),
    path("opportunities/<int:pk>/goals/from-account/", boards.insight_from_account, name="insight-from-account"),
    path("goals/cards/<int:pk>/moves/", boards.card_moves, name="card-moves"),
    path("goals/cards/<int:pk>/copies/", boards.card_copies, name="card-copies"),
    path("goals/cards/<int:pk>/archiving/", boards.card_archiving, name="card-archiving"),
    path("goals/cards/<int:pk>/restoration/", boards.card_restoration, name="card-restoration"),
    path("goals/moves/<int:pk>/undoing/", boards.card_move_undoing, name="card-move-undoing"),
    path("goals/sections/<int:pk>/", sections.section_edit, name="section-edit"),
    path("goals/sections/<int:pk>/archiving/", sections.section_archiving, name="section-archiving"),
    path("goals/sections/<int:pk>/restoration/", sections.section_restoration, name="section-restoration"),
    path("goals/insights/<int:pk>/", insights.insight, name="insight"),
    path("goals/insights/<int:pk>/edit/", insights.insight_edit, name="insight-edit"),
    path("goals/insights/<int:pk>/states/", insights.insight_states, name="insight-states"),
    path("goals/insights/<int:pk>/links/", insights.insight_links, name="insight-links"),
    path("goals/links/<int:pk>/removal/", insights.link_removal, name="link-removal"),
    path("goals/<slug:kind>/<int:pk>/new/", insights.insight_new, name="insight-new"),
    path("goals/<slug:kind>/<int:pk>/sections/new/", sections.section_new, name="section-new"),
    path("goals/<slug:kind>/<int:pk>/archive/", boards.insight_archive, name="insight-archive"),
    path("settings/goals/", sections.goal_settings, name="goal-settings"),
]
