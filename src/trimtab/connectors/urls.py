"""Addresses of the Data pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
