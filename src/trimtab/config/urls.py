"""Root of all addresses: one include an app."""

from django.urls import include, path

from trimtab.config.settings_home import settings_home

handler500 = "trimtab.web.views.went_wrong"
# Rooms whose pages stand beside those of opportunities and of accounts.
DEAL_ROOMS = [
    "sharing", "competition", "processes", "playbook", "cadences", "assessments", "strategy", "value", "calls",
    "mutual", "reviews", "outcomes", "rulebook",
]  # fmt: skip
ACCOUNT_ROOMS = [
    "collaboration", "research", "network", "objectives", "relationships", "retention", "discovery",
    "whitespace", "hours", "targeting", "planning",
]  # fmt: skip
urlpatterns = [
    path("", include("trimtab.analytics.urls")),
    path("", include("trimtab.web.urls")),
    path("today/", include("trimtab.coach.urls")),
    path("sign-in/", include("allauth.urls")),
    path("settings/", settings_home, name="settings"),
    path("settings/", include("trimtab.analytics.settings_urls")),
    path("settings/", include("trimtab.opportunities.settings_urls")),
    path("settings/", include("trimtab.people.settings_urls")),
    path("", include("trimtab.batches.urls")),
    path("search/", include("trimtab.search.urls")),
    path("people/", include("trimtab.people.urls")),
    *(path("", include(f"trimtab.{room}.urls")) for room in DEAL_ROOMS),
    path("opportunities/", include("trimtab.opportunities.urls")),
    *(path("", include(f"trimtab.{room}.urls")) for room in ACCOUNT_ROOMS),
    path("accounts/", include("trimtab.accounts.urls")),
    path("data/", include("trimtab.connectors.urls")),
]
