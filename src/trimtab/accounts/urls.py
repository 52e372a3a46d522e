from django.urls import path

from trimtab.accounts import views

urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("new/", views.account_new, name="account-new"),
    path("names/", views.account_names, name="account-names"),
    path("<int:pk>/", views.account, name="account"),
    path("<int:pk>/edit/", views.account_edit, name="account-edit"),
    path("<int:pk>/archiving/", views.archiving, name="account-archiving"),
    path("<int:pk>/restoration/", views.restoration, name="account-restoration"),
    path("<int:pk>/contacts/new/", views.contact_new, name="contact-new"),
    path("contacts/<int:pk>/edit/", views.contact_edit, name="contact-edit"),
]
