"""The pages of this room."""

from django.urls import path

from trimtab.objectives.views import board, calendar, kinds, lists, objectives, steps

urlpatterns = [
    path("accounts/objectives/", lists.objectives, name="objectives"),
    path("accounts/objectives/export/", lists.objectives_export, name="objectives-export"),
    path("accounts/<int:pk>/objectives/new/", objectives.objective_new, name="objective-new"),
    path("accounts/objectives/<int:pk>/", objectives.objective, name="objective"),
    path("accounts/objectives/<int:pk>/edit/", objectives.objective_edit, name="objective-edit"),
    path("accounts/<int:pk>/objectives/", objectives.account_objectives, name="account-objectives"),
    path("accounts/actions/", lists.action_list, name="actions"),
    path("accounts/actions/export/", lists.actions_export, name="actions-export"),
    path("accounts/actions/new/", steps.action_new, name="action-new"),
    path("accounts/actions/<int:pk>/", steps.action, name="action"),
    path("accounts/actions/<int:pk>/completion/", steps.action_completion, name="action-completion"),
    path("accounts/actions/<int:pk>/reopening/", steps.action_reopening, name="action-reopening"),
    path("accounts/actions/<int:pk>/dropping/", steps.action_dropping, name="action-dropping"),
    path("accounts/actions/<int:pk>/moves/", board.action_moves, name="action-moves"),
    path("accounts/actions/board/", board.actions_board, name="actions-board"),
    path("accounts/actions/calendar/", calendar.actions_calendar, name="actions-calendar"),
    path("accounts/actions/calendar/link/", calendar.calendar_link, name="calendar-link"),
    path("accounts/actions/calendar/link/removal/", calendar.calendar_link_removal, name="calendar-link-removal"),
    path("calendars/<str:token>.ics", calendar.action_feed, name="action-feed"),
    path("settings/objective-kinds/", kinds.objective_kinds, name="objective-kinds"),
    path("settings/objective-kinds/<slug:key>/", kinds.objective_kind, name="objective-kind"),
    path(
        "settings/objective-kinds/<slug:key>/archiving/",
        kinds.objective_kind_archiving,
        name="objective-kind-archiving",
    ),
]
