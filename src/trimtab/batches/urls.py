from django.urls import path

from trimtab.batches.views import batches, edits

urlpatterns = [
    path("changes/", batches.recent_changes, name="recent-changes"),
    path("changes/<int:pk>/", batches.batch, name="batch"),
    path("changes/<int:pk>/application/", batches.application, name="batch-application"),
    path("changes/<int:pk>/stopping/", batches.stopping, name="batch-stopping"),
    path("changes/<int:pk>/undoing/", batches.undoing, name="batch-undoing"),
    path("opportunities/bulk-edits/", edits.bulk_edits, {"record": "opportunity"}, name="opportunity-bulk-edits"),
    path("accounts/bulk-edits/", edits.bulk_edits, {"record": "account"}, name="account-bulk-edits"),
    path("accounts/contacts/bulk-edits/", edits.bulk_edits, {"record": "contact"}, name="contact-bulk-edits"),
]
