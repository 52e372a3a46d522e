from django.urls import path

from trimtab.accounts import cell_pages, list_pages, views

urlpatterns = [
    path("", list_pages.accounts, name="accounts"),
    path("export/", list_pages.accounts_export, name="accounts-export"),
    path("contacts/", list_pages.contacts, name="contacts"),
    path("contacts/export/", list_pages.contacts_export, name="contacts-export"),
    path("new/", views.account_new, name="account-new"),
    path("names/", views.account_names, name="account-names"),
    path("<int:pk>/", views.account, name="account"),
    path("<int:pk>/edit/", views.account_edit, name="account-edit"),
    path("<int:pk>/cells/<slug:field>/", cell_pages.account_cell, name="account-cell"),
    path("contacts/<int:pk>/cells/<slug:field>/", cell_pages.contact_cell, name="contact-cell"),
    path("<int:pk>/archiving/", views.archiving, name="account-archiving"),
    path("<int:pk>/restoration/", views.restoration, name="account-restoration"),
    path("<int:pk>/contacts/new/", views.contact_new, name="contact-new"),
    path("contacts/<int:pk>/edit/", views.contact_edit, name="contact-edit"),
]
