"""The people of one's network, and what went to and fro: help, introductions, promises."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Contact
from trimtab.people.models import User


class Acquaintance(models.Model):
    """Somebody whom one of us knows: the private matter of that person, until the person shares it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    place = models.CharField(_("where this person works"), max_length=200, default="", blank=True)
    known_from = models.CharField(_("known from"), max_length=300, default="", blank=True)
    wish = models.CharField(_("what this person needs or looks for"), max_length=500, default="", blank=True)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    is_shared = models.BooleanField(_("whoever sees my records may read this"), default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "name", "id"], name="acquaintance_by_name"),
            models.Index(
                fields=["user", "follow_up_on"],
                condition=Q(follow_up_on__isnull=False),
                name="acquaintance_to_follow_up",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dealing(models.Model):
    """One thing that went to or fro. A promise is open until it is kept or until the other side needs it no longer."""

    class Kind(models.TextChoices):
        HELPED = "helped", _("Helped")
        INTRODUCED = "introduced", _("Introduced")
        PROMISED = "promised", _("Promised")
        ASKED = "asked", _("Asked for help")
        RECEIVED = "received", _("Was helped")

    acquaintance = models.ForeignKey(Acquaintance, models.CASCADE, related_name="dealings")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.HELPED)
    text = models.CharField(_("what"), max_length=500, default="", blank=True)
    introduced_to = models.ForeignKey(Acquaintance, models.SET_NULL, null=True, blank=True, related_name="+")
    happened_on = models.DateField()
    due_on = models.DateField(_("until"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    is_kept = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["acquaintance", "happened_on", "id"], name="dealing_by_day"),
            models.Index(
                fields=["acquaintance", "due_on"],
                condition=Q(kind="promised", ended_on__isnull=True),
                name="promise_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.get_kind_display()

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < today
