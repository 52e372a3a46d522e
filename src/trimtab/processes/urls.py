"""The pages of this room."""

from django.urls import path

from trimtab.processes.views import choices, closing, contents, opportunity, parts, processes, versions

SETTINGS = "settings/sales-processes"
urlpatterns = [
    path("opportunities/can-close/", closing.can_close, name="can-close"),
    path("opportunities/<int:pk>/process/", opportunity.opportunity_process, name="opportunity-process"),
    path(
        "opportunities/<int:pk>/process/panel/",
        opportunity.opportunity_process_panel,
        name="opportunity-process-panel",
    ),
    path(
        "opportunities/<int:pk>/process/choice/", choices.opportunity_process_choice, name="opportunity-process-choice"
    ),
    path(
        "opportunities/<int:pk>/process/<int:milestone_pk>/",
        opportunity.opportunity_milestone,
        name="opportunity-milestone",
    ),
    path("opportunities/<int:pk>/pauses/", opportunity.opportunity_pauses, name="opportunity-pauses"),
    path("opportunities/<int:pk>/resumption/", opportunity.opportunity_resumption, name="opportunity-resumption"),
    path(f"{SETTINGS}/", processes.sales_processes, name="sales-processes"),
    path(f"{SETTINGS}/import/", processes.process_import, name="process-import"),
    path(f"{SETTINGS}/<int:pk>/", processes.sales_process, name="sales-process"),
    path(f"{SETTINGS}/<int:pk>/edit/", processes.sales_process_edit, name="sales-process-edit"),
    path(f"{SETTINGS}/<int:pk>/archiving/", processes.sales_process_archiving, name="sales-process-archiving"),
    path(f"{SETTINGS}/<int:pk>/drafts/", versions.process_drafts, name="process-drafts"),
    path(f"{SETTINGS}/<int:pk>/remapping/", versions.process_remapping, name="process-remapping"),
    path(f"{SETTINGS}/versions/<int:pk>/", versions.process_version, name="process-version"),
    path(f"{SETTINGS}/versions/<int:pk>/export/", processes.process_export, name="process-export"),
    path(f"{SETTINGS}/versions/<int:pk>/publishing/", versions.process_publishing, name="process-publishing"),
    path(f"{SETTINGS}/versions/<int:pk>/discarding/", versions.process_discarding, name="process-discarding"),
    path(f"{SETTINGS}/versions/<int:pk>/stages/", versions.process_stages, name="process-stages"),
    path(f"{SETTINGS}/versions/<int:pk>/steps/new/", parts.process_step_new, name="process-step-new"),
    path(f"{SETTINGS}/steps/<int:pk>/", parts.process_step, name="process-step"),
    path(f"{SETTINGS}/steps/<int:pk>/moves/", parts.process_step_moves, name="process-step-moves"),
    path(f"{SETTINGS}/steps/<int:pk>/removal/", parts.process_step_removal, name="process-step-removal"),
    path(f"{SETTINGS}/steps/<int:pk>/milestones/new/", parts.process_milestone_new, name="process-milestone-new"),
    path(
        f"{SETTINGS}/steps/<int:pk>/milestones/copies/",
        parts.process_milestone_copies,
        name="process-milestone-copies",
    ),
    path(f"{SETTINGS}/milestones/<int:pk>/", parts.process_milestone, name="process-milestone"),
    path(f"{SETTINGS}/milestones/<int:pk>/removal/", parts.process_milestone_removal, name="process-milestone-removal"),
    path("settings/contents/", contents.contents, name="contents"),
    path("settings/contents/<int:pk>/", contents.content, name="content"),
    path("settings/contents/<int:pk>/archiving/", contents.content_archiving, name="content-archiving"),
]
