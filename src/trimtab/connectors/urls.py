"""Addresses of the Data pages."""

from django.urls import path

from trimtab.connectors.views import overview, runs, uploading

urlpatterns = [
    path("", overview.overview, name="data"),
    path("sample-removal/", overview.sample_removal, name="sample-removal"),
    path("imports/new/", uploading.import_new, name="import-new"),
    path("imports/<int:pk>/", runs.import_run, name="import-run"),
    path("imports/<int:pk>/mapping/", uploading.import_mapping, name="import-mapping"),
    path("imports/<int:pk>/progress/", runs.import_progress, name="import-progress"),
    path("imports/<int:pk>/application/", runs.import_application, name="import-application"),
    path("imports/<int:pk>/stopping/", runs.import_stopping, name="import-stopping"),
    path("imports/<int:pk>/resumption/", runs.import_resumption, name="import-resumption"),
    path("imports/<int:pk>/undoing/", runs.import_undoing, name="import-undoing"),
    path("imports/<int:pk>/rejected.csv", runs.import_rejected, name="import-rejected"),
]
