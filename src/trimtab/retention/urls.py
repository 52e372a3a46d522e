"""The pages of this room."""

from django.urls import path

from trimtab.retention.views import backups

urlpatterns = [
    path("accounts/<int:pk>/backup/", backups.account_backup, name="account-backup"),
    path("accounts/<int:pk>/backup/panel/", backups.account_backup_panel, name="account-retention"),
]
