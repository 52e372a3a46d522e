from django.urls import path

from trimtab.accounts.views import access, cells, contacts, details, divisions, lists

urlpatterns = [
    path("", lists.accounts, name="accounts"),
    path("export/", lists.accounts_export, name="accounts-export"),
    path("contacts/", lists.contacts, name="contacts"),
    path("contacts/export/", lists.contacts_export, name="contacts-export"),
    path("new/", details.account_new, name="account-new"),
    path("names/", details.account_names, name="account-names"),
    path("<int:pk>/", details.account, name="account"),
    path("<int:pk>/edit/", details.account_edit, name="account-edit"),
    path("<int:pk>/cells/<slug:field>/", cells.account_cell, name="account-cell"),
    path("contacts/<int:pk>/cells/<slug:field>/", cells.contact_cell, name="contact-cell"),
    path("<int:pk>/archiving/", details.archiving, name="account-archiving"),
    path("<int:pk>/restoration/", details.restoration, name="account-restoration"),
    path("<int:pk>/contacts/new/", details.contact_new, name="contact-new"),
    path("<int:pk>/divisions/", divisions.account_divisions, name="account-divisions"),
    path("<int:pk>/divisions/order/", divisions.division_order, name="division-order"),
    path("divisions/<int:pk>/", divisions.division, name="division"),
    path("divisions/<int:pk>/archiving/", divisions.division_archiving, name="division-archiving"),
    path("divisions/<int:pk>/restoration/", divisions.division_restoration, name="division-restoration"),
    path("<int:pk>/access/", access.account_access, name="account-access"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/archiving/", contacts.contact_archiving, name="contact-archiving"),
    path("contacts/<int:pk>/restoration/", contacts.contact_restoration, name="contact-restoration"),
    path("contacts/<int:pk>/access/", access.contact_access, name="contact-access"),
    path("contacts/<int:pk>/edit/", details.contact_edit, name="contact-edit"),
]
