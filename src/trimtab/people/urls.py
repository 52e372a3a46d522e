from django.urls import path

from trimtab.people.saved_views import views as saved_views
from trimtab.people.views import people as views
from trimtab.people.views import teams

urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.person_new, name="person-new"),
    path("names/", views.people_names, name="people-names"),
    path("views/", saved_views.saved_views, name="saved-views"),
    path("views/<int:pk>/", saved_views.saved_view, name="saved-view"),
    path("views/<int:pk>/filters/", saved_views.filters, name="saved-view-filters"),
    path("views/<int:pk>/pinning/", saved_views.pinning, name="saved-view-pinning"),
    path("views/<int:pk>/deletion/", saved_views.deletion, name="saved-view-deletion"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/removal/", teams.team_removal, name="team-removal"),
    path("profile/", views.profile, name="profile"),
    path("preferences/", views.preferences, name="preferences"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/edit/", views.person_edit, name="person-edit"),
]
