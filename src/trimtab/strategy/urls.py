"""The pages of this room."""

from django.urls import path

from trimtab.strategy import views

urlpatterns = [
    path("opportunities/<int:pk>/strategy/", views.opportunity_strategy, name="opportunity-strategy"),
    path("opportunities/<int:pk>/strategy/panel/", views.opportunity_strategy_panel, name="opportunity-strategy-panel"),
    path("opportunities/<int:pk>/strategy/choice/", views.strategy_choice, name="strategy-choice"),
    path("opportunities/<int:pk>/strategy/ground/", views.strategy_ground, name="strategy-ground"),
    path("competitors/<int:pk>/record/", views.competitor_record, name="competitor-record"),
]
