from django.urls import path

from trimtab.search import views

urlpatterns = [path("", views.search, name="search")]
