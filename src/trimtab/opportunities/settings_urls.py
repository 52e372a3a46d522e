"""Addresses of own fields and territories, below /settings/."""

from django.urls import path

from trimtab.opportunities.views import own_fields, territories

urlpatterns = [
    path("territories/", territories.territories, name="territories"),
    path("territories/<int:pk>/", territories.territory, name="territory"),
    path("territories/<int:pk>/people/", territories.territory_people, name="territory-people"),
    path("territories/<int:pk>/accounts/", territories.territory_accounts, name="territory-accounts"),
    path("fields/", own_fields.own_fields, name="own-fields"),
    path("fields/<int:pk>/", own_fields.own_field, name="own-field"),
    path("fields/<int:pk>/order/", own_fields.own_field_order, name="own-field-order"),
    path("fields/<int:pk>/archiving/", own_fields.own_field_archiving, name="own-field-archiving"),
]
