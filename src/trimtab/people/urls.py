from django.urls import path

from trimtab.people import views
from trimtab.people.saved_views import views as saved_views

urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.person_new, name="person-new"),
    path("names/", views.people_names, name="people-names"),
    path("views/", saved_views.saved_views, name="saved-views"),
    path("views/<int:pk>/", saved_views.saved_view, name="saved-view"),
    path("views/<int:pk>/filters/", saved_views.filters, name="saved-view-filters"),
    path("views/<int:pk>/pinning/", saved_views.pinning, name="saved-view-pinning"),
    path("views/<int:pk>/deletion/", saved_views.deletion, name="saved-view-deletion"),
    path("teams/", views.teams, name="teams"),
    path("profile/", views.profile, name="profile"),
    path("preferences/", views.preferences, name="preferences"),
    path("organisation/", views.organisation, name="organisation"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/edit/", views.person_edit, name="person-edit"),
]
