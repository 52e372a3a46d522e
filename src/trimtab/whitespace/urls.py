"""The pages of this room."""

from django.urls import path

from trimtab.whitespace.views import aims, cells, grids, placements, potentials, solutions

urlpatterns = [
    path("accounts/<int:pk>/white-space/", grids.account_white_space, name="account-white-space"),
    path("accounts/<int:pk>/white-space/panel/", grids.panel, name="account-white-space-panel"),
    path("accounts/<int:pk>/white-space/targets/", aims.aim, name="white-space-aim"),
    path("accounts/<int:pk>/white-space/solutions/<int:product_id>/", cells.cell, name="white-space-cell"),
    path("accounts/<int:pk>/white-space/blocks/", cells.blocks, name="white-space-blocks"),
    path("accounts/<int:pk>/white-space/markets/", cells.markets, name="white-space-markets"),
    path("accounts/<int:pk>/white-space/potentials/", potentials.potential_new, name="potential-new"),
    path("white-space/blocks/<int:pk>/lifting/", cells.lifting, name="white-space-block-lifting"),
    path("white-space/potentials/<int:pk>/", potentials.potential, name="potential"),
    path("white-space/potentials/<int:pk>/qualification/", potentials.qualification, name="potential-qualification"),
    path("white-space/potentials/<int:pk>/dismissal/", potentials.dismissal, name="potential-dismissal"),
    path("white-space/potentials/<int:pk>/reopening/", potentials.reopening, name="potential-reopening"),
    path("white-space/opportunities/<int:pk>/", placements.placement, name="opportunity-placement"),
    path("white-space/opportunities/<int:pk>/panel/", placements.panel, name="opportunity-white-space"),
    path("settings/solutions/", solutions.solutions, name="solutions"),
    path("settings/solutions/<int:pk>/", solutions.solution, name="solution"),
    path("settings/solutions/<int:pk>/retirement/", solutions.retirement, name="solution-retirement"),
    path("settings/solutions/<int:pk>/same/", solutions.same, name="solution-same"),
]
