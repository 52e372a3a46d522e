"""Root of all addresses: one include an app."""

from django.urls import include, path

urlpatterns = [
    path("", include("trimtab.analytics.urls")),
    path("", include("trimtab.web.urls")),
    path("sign-in/", include("allauth.urls")),
    path("", include("trimtab.batches.urls")),
    path("people/", include("trimtab.people.urls")),
    path("opportunities/", include("trimtab.opportunities.urls")),
    path("accounts/", include("trimtab.accounts.urls")),
    path("data/", include("trimtab.connectors.urls")),
]
