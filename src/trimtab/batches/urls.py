from django.urls import path

from trimtab.batches.views import batches, duplicates, edits, merges

urlpatterns = [
    path("changes/", batches.recent_changes, name="recent-changes"),
    path("changes/<int:pk>/", batches.batch, name="batch"),
    path("changes/<int:pk>/application/", batches.application, name="batch-application"),
    path("changes/<int:pk>/stopping/", batches.stopping, name="batch-stopping"),
    path("changes/<int:pk>/undoing/", batches.undoing, name="batch-undoing"),
    path("opportunities/bulk-edits/", edits.bulk_edits, {"record": "opportunity"}, name="opportunity-bulk-edits"),
    path("accounts/bulk-edits/", edits.bulk_edits, {"record": "account"}, name="account-bulk-edits"),
    path("accounts/contacts/bulk-edits/", edits.bulk_edits, {"record": "contact"}, name="contact-bulk-edits"),
    path("opportunities/merges/", merges.merges, {"record": "opportunity"}, name="opportunity-merges"),
    path("opportunities/merges/new/", merges.merge_new, {"record": "opportunity"}, name="opportunity-merge-new"),
    path("accounts/actions/bulk-edits/", edits.bulk_edits, {"record": "action"}, name="action-bulk-edits"),
    path("accounts/merges/", merges.merges, {"record": "account"}, name="account-merges"),
    path("accounts/merges/new/", merges.merge_new, {"record": "account"}, name="account-merge-new"),
    path("accounts/contacts/merges/", merges.merges, {"record": "contact"}, name="contact-merges"),
    path("accounts/contacts/merges/new/", merges.merge_new, {"record": "contact"}, name="contact-merge-new"),
    path("duplicates/<slug:record>/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<slug:record>/distinctions/", duplicates.distinctions, name="distinctions"),
    path(
        "duplicates/<slug:record>/distinctions/<int:pk>/removal/",
        duplicates.distinction_removal,
        name="distinction-removal",
    ),
]
