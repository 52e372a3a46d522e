"""The pages of this room."""

from django.urls import path

from trimtab.retention.views import backups, concentrations, defections, departures, roles, threats

urlpatterns = [
    path("accounts/<int:pk>/backup/", backups.account_backup, name="account-backup"),
    path("accounts/<int:pk>/backup/panel/", backups.account_backup_panel, name="account-retention"),
    path("accounts/<int:pk>/backup/plan/", concentrations.backup_plan, name="backup-plan"),
    path("accounts/concentration/", concentrations.concentration, name="concentration"),
    path("accounts/threats/", threats.threats, name="threats"),
    path("accounts/threats/new/", threats.threat_new, name="threat-new"),
    path("accounts/threats/<int:pk>/", threats.threat, name="threat"),
    path("accounts/threats/<int:pk>/edit/", threats.threat_edit, name="threat-edit"),
    path("accounts/threats/<int:pk>/steps/", threats.threat_steps, name="threat-steps"),
    path("accounts/threats/<int:pk>/closure/", threats.threat_closure, name="threat-closure"),
    path("accounts/threats/<int:pk>/reopening/", threats.threat_reopening, name="threat-reopening"),
    path("accounts/defections/", defections.defections, name="defections"),
    path("accounts/defections/<int:pk>/", defections.defection, name="defection"),
    path("accounts/defections/<int:pk>/answer/", defections.defection_answer, name="defection-answer"),
    path("accounts/departures/", departures.departures, name="departures"),
    path("accounts/contacts/<int:pk>/departure/", departures.contact_departure, name="contact-departure"),
    path("people/<int:pk>/departure/", departures.person_departure, name="person-departure"),
    path("handovers/<int:pk>/", departures.handover, name="handover"),
    path("handovers/<int:pk>/application/", departures.handover_application, name="handover-application"),
    path("handovers/<int:pk>/undoing/", departures.handover_undoing, name="handover-undoing"),
    path("settings/required-roles/", roles.required_roles, name="required-roles"),
]
