"""The pages of this room."""

from django.urls import path

from trimtab.sharing import views

urlpatterns = [
    path("secret-links/<slug:purpose>/<int:pk>/", views.links_of, name="links-of"),
    path("secret-links/<slug:purpose>/<int:pk>/new/", views.link_new, name="secret-link-new"),
    path("secret-links/<int:pk>/removal/", views.link_removal, name="secret-link-removal"),
]
