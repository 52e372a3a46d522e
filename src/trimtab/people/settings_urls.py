"""Addresses of the audit, below /settings/."""

from django.urls import path

from trimtab.people.views import audit

urlpatterns = [
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.audit_export, name="audit-export"),
]
