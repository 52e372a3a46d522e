"""The pages of this room."""

from django.urls import path

from trimtab.relationships.views import bringing, drawings, judging, lines, maps, members, relations

urlpatterns = [
    path("accounts/<int:pk>/people/", maps.account_map, name="account-map"),
    path("accounts/<int:pk>/people/beginning/", maps.account_map_beginnings, name="account-map-beginnings"),
    path("accounts/<int:pk>/people/panel/", maps.account_people_panel, name="account-people-panel"),
    path("opportunities/<int:pk>/people/", maps.opportunity_map, name="opportunity-map"),
    path(
        "opportunities/<int:pk>/people/beginning/", maps.opportunity_map_beginnings, name="opportunity-map-beginnings"
    ),
    path("people-maps/<int:pk>/members/new/", members.member_new, name="people-map-member-new"),
    path("people-maps/<int:pk>/sisters/", bringing.bringing, name="people-map-bringing"),
    path("people-maps/<int:pk>/lines/new/", lines.line_new, name="people-map-line-new"),
    path("people-maps/<int:pk>/graph.json", drawings.graph, name="people-map-graph"),
    path("people-maps/<int:pk>/drawing.svg", drawings.drawing, name="people-map-drawing"),
    path("people-maps/<int:pk>/places/", drawings.places, name="people-map-places"),
    path("people-maps/members/<int:pk>/", members.member, name="map-member"),
    path("people-maps/members/<int:pk>/judging/", judging.judging, name="map-member-judging"),
    path("people-maps/members/<int:pk>/removal/", members.removals, name="map-member-removals"),
    path("people-maps/members/<int:pk>/restoration/", members.restorations, name="map-member-restorations"),
    path("people-maps/members/<int:pk>/relations/", relations.relations, name="map-member-relations"),
    path("people-maps/members/<int:pk>/attitude/", relations.attitudes, name="map-member-attitudes"),
    path("people-maps/judgements/<int:pk>/withdrawal/", judging.withdrawals, name="map-judgement-withdrawals"),
    path("people-maps/evidence/<int:pk>/withdrawal/", judging.evidence_withdrawals, name="map-evidence-withdrawals"),
    path("people-maps/lines/<int:pk>/removal/", lines.removals, name="map-line-removals"),
    path("people-maps/lines/<int:pk>/restoration/", lines.restorations, name="map-line-restorations"),
]
