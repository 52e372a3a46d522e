from django.urls import path

from trimtab.web import views

urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]
