"""The pages of this room."""

from django.urls import path

from trimtab.network.views import ledger, persons

urlpatterns = [
    path("network/", ledger.network, name="network"),
    path("network/dealings/", ledger.dealings, name="network-dealings"),
    path("network/dealings/<int:pk>/removal/", ledger.dealing_removal, name="network-dealing-removal"),
    path("network/promises/<int:pk>/keeping/", ledger.keeping, name="network-keeping"),
    path("network/promises/<int:pk>/release/", ledger.release, name="network-release"),
    path("network/people/<int:pk>/", persons.person, name="network-person"),
    path("network/people/<int:pk>/edit/", persons.person_edit, name="network-person-edit"),
    path("network/people/<int:pk>/follow-up/", persons.follow_up, name="network-follow-up"),
    path("network/people/<int:pk>/archiving/", persons.archiving, name="network-archiving"),
    path("network/people/<int:pk>/restoration/", persons.restoration, name="network-restoration"),
]
