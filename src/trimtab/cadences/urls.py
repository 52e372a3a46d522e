"""Cadences, who is followed up, and how long to try."""

from django.urls import path

from trimtab.cadences.views import cadences, enrolments, persistence

urlpatterns = [
    path("cadences/", cadences.cadences, name="cadences"),
    path("cadences/new/", cadences.cadence_new, name="cadence-new"),
    path("cadences/persistence/", persistence.persistence, name="persistence"),
    path("cadences/persistence/costs/", persistence.persistence_costs, name="persistence-costs"),
    path("cadences/<int:pk>/", cadences.cadence, name="cadence"),
    path("cadences/<int:pk>/edit/", cadences.cadence_edit, name="cadence-edit"),
    path("cadences/<int:pk>/archiving/", cadences.cadence_archiving, name="cadence-archiving"),
    path("cadences/contacts/<int:pk>/", enrolments.contact_touches, name="contact-touches"),
    path("cadences/contacts/<int:pk>/enrolment/", enrolments.contact_enrolment, name="contact-enrolment"),
    path("cadences/contacts/<int:pk>/refusals/", enrolments.contact_refusals, name="contact-refusals"),
    path("cadences/refusals/<int:pk>/lifting/", enrolments.refusal_lifting, name="refusal-lifting"),
    path("cadences/enrolments/<int:pk>/", enrolments.enrolment, name="enrolment"),
    path("cadences/enrolments/<int:pk>/touches/", enrolments.enrolment_touches, name="enrolment-touches"),
    path("cadences/enrolments/<int:pk>/stopping/", enrolments.enrolment_stopping, name="enrolment-stopping"),
]
