from django.urls import path

from trimtab.opportunities.views import activity_lists, cells, details, edits, lists, panels

urlpatterns = [
    path("", lists.opportunities, name="opportunities"),
    path("export/", lists.export, name="opportunities-export"),
    path("activities/", activity_lists.activities, name="activities"),
    path("activities/export/", activity_lists.export, name="activities-export"),
    path("new/", edits.opportunity_new, name="opportunity-new"),
    path("of-account/<int:pk>/", panels.account_opportunities, name="account-opportunities"),
    path("activities-of-account/<int:pk>/", panels.account_activities, name="account-activities"),
    path("<int:pk>/", details.opportunity, name="opportunity"),
    path("<int:pk>/edit/", edits.opportunity_edit, name="opportunity-edit"),
    path("<int:pk>/cells/<slug:field>/", cells.cell, name="opportunity-cell"),
    path("<int:pk>/stage-changes/", details.stage_changes, name="opportunity-stage-changes"),
    path("<int:pk>/activities/", details.activities, name="opportunity-activities"),
    path("<int:pk>/contact-roles/", details.contact_roles, name="opportunity-contact-roles"),
    path("<int:pk>/archiving/", details.archiving, name="opportunity-archiving"),
    path("<int:pk>/restoration/", details.restoration, name="opportunity-restoration"),
    path("<int:pk>/access/", details.access, name="opportunity-access"),
]
