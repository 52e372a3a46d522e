"""Calls, meetings, e-mails, tasks, and who took part."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact
from trimtab.core.models import ImportedFact
from trimtab.opportunities.models.opportunity import Opportunity
from trimtab.people.models import User


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Adjectives of activities."""

    def current(self) -> ActivityQuerySet:
        """Not archived."""
        return self.filter(archived_at__isnull=True)

    def ahead(self, now: datetime) -> ActivityQuerySet:
        """Planned, or a task of ours that is not done. Whether an imported task is done is not known."""
        return self.filter(Q(at__gt=now) | Q(kind=Activity.Kind.TASK, done_at__isnull=True, source=""))


class Activity(ImportedFact):
    """Something that happened, or is planned, with a customer."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        MEETING = "meeting", _("Meeting")
        EMAIL = "email", _("E-mail")
        TASK = "task", _("Task")
        NOTE = "note", _("Note")

    class Direction(models.TextChoices):
        IN = "in", _("From the customer")
        OUT = "out", _("To the customer")
        MUTUAL = "mutual", _("Together")

    kind = models.CharField(max_length=10, choices=Kind)
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.OUT)
    subject = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="activities", db_index=False)
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, null=True, blank=True, related_name="activities", db_index=False
    )
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="activities", db_index=False
    )
    outcome = models.CharField(max_length=200, default="", blank=True)
    is_automatic = models.BooleanField(default=False)  # logged by a machine, not typed
    done_at = models.DateTimeField(_("done"), null=True, blank=True)  # of a task
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="activity_external_id"
            ),
            models.CheckConstraint(condition=Q(done_at__isnull=True) | Q(kind="task"), name="only_tasks_are_done"),
        ]
        indexes = [
            models.Index(fields=["opportunity", "at"], name="activity_of_opportunity"),
            models.Index(fields=["account", "at"], name="activity_of_account"),
            models.Index(fields=["at", "id"], name="activity_by_time"),
            models.Index(fields=["user", "at"], name="activity_of_user"),
        ]

    def __str__(self) -> str:
        return self.subject or self.get_kind_display()

    @property
    def is_to_do(self) -> bool:
        """A task of ours that is not done. Whether an imported one is done is not known."""
        return self.kind == self.Kind.TASK and self.done_at is None and not self.source


class ActivityParty(models.Model):
    """Somebody who took part in an activity: a contact, or one of us beside its user."""

    class Part(models.TextChoices):
        FROM = "from", _("From")
        TO = "to", _("To")
        CC = "cc", _("Copy")
        ATTENDED = "attended", _("Attended")
        ABSENT = "absent", _("Absent")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="parties")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="appearances")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="appearances")
    part = models.CharField(max_length=10, choices=Part, default=Part.TO)

    class Meta:
        verbose_name_plural = "activity parties"
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) ^ Q(user__isnull=False), name="party_is_one_person"
            ),
            models.UniqueConstraint(
                fields=["activity", "contact", "part"], condition=Q(contact__isnull=False), name="contact_party_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact or self.user} {self.part}"
