from django.urls import path

from trimtab.opportunities.views import activities, board, details, edits, lists, panels, stories

urlpatterns = [
    path("", lists.opportunities, name="opportunities"),
    path("board/", board.board, name="opportunities-board"),
    path("export/", lists.export, name="opportunities-export"),
    path("search/", lists.search, name="search"),
    path("new/", edits.opportunity_new, name="opportunity-new"),
    path("of-account/<int:pk>/", panels.account_opportunities, name="account-opportunities"),
    path("activities-of-account/<int:pk>/", panels.account_activities, name="account-activities"),
    path("story-of-account/<int:pk>/", stories.account_story, name="account-story"),
    path("story-of-contact/<int:pk>/", stories.contact_story, name="contact-story"),
    path("dealings-of-contact/<int:pk>/", stories.contact_dealings, name="contact-dealings"),
    path("activities/<int:pk>/edit/", activities.activity_edit, name="activity-edit"),
    path("activities/<int:pk>/completion/", activities.activity_completion, name="activity-completion"),
    path("activities/<int:pk>/archiving/", activities.activity_archiving, name="activity-archiving"),
    path("activities/<int:pk>/restoration/", activities.activity_restoration, name="activity-restoration"),
    path("<int:pk>/", details.opportunity, name="opportunity"),
    path("<int:pk>/edit/", edits.opportunity_edit, name="opportunity-edit"),
    path("<int:pk>/stage-changes/", details.stage_changes, name="opportunity-stage-changes"),
    path("<int:pk>/moves/", board.moves, name="opportunity-moves"),
    path("<int:pk>/moves/undoing/", board.move_undoing, name="opportunity-move-undoing"),
    path("<int:pk>/activities/", details.activities, name="opportunity-activities"),
    path("<int:pk>/contact-roles/", details.contact_roles, name="opportunity-contact-roles"),
    path("<int:pk>/archiving/", details.archiving, name="opportunity-archiving"),
    path("<int:pk>/restoration/", details.restoration, name="opportunity-restoration"),
    path("<int:pk>/access/", details.access, name="opportunity-access"),
]
