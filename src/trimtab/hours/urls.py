"""The pages of this room."""

from django.urls import path

from trimtab.hours.views import calendars, entries, teams, weeks

urlpatterns = [
    path("hours/", weeks.hours, name="hours"),
    path("hours/over-weeks/", weeks.hours_over_weeks, name="hours-over-weeks"),
    path("hours/teams/", teams.hours_of_teams, name="hours-of-teams"),
    path("hours/weeks/<slug:begin>/allotment/", weeks.hours_allotment, name="hours-allotment"),
    path("hours/weeks/<slug:begin>/calendar/", calendars.hours_calendar, name="hours-calendar"),
    path("hours/weeks/<slug:begin>/entries/", entries.hours_entries, name="hours-entries"),
    path("hours/calendars/<int:pk>/undoing/", calendars.hours_calendar_undoing, name="hours-calendar-undoing"),
    path("hours/entries/<int:pk>/", entries.hours_entry, name="hours-entry"),
    path("hours/entries/<int:pk>/category/", entries.hours_category, name="hours-category"),
    path("hours/entries/<int:pk>/category/undoing/", entries.hours_category_undoing, name="hours-category-undoing"),
    path("hours/entries/<int:pk>/removal/", entries.hours_entry_removal, name="hours-entry-removal"),
    path("hours/entries/<int:pk>/restoration/", entries.hours_entry_restoration, name="hours-entry-restoration"),
]
