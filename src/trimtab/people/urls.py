from django.urls import path

from trimtab.people.views import people as views
from trimtab.people.views import teams

urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.person_new, name="person-new"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/removal/", teams.team_removal, name="team-removal"),
    path("profile/", views.profile, name="profile"),
    path("preferences/", views.preferences, name="preferences"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/edit/", views.person_edit, name="person-edit"),
]
