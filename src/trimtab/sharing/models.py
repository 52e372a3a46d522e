"""Secret links, and what came in through them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.people.models import User


class SecretLink(models.Model):
    """An address by which somebody outside opens one record for one purpose. Only its digest is kept.

    `record` and `record_id` name the record as the audit does; `note` says for whom it was made. `opened` counts
    openings by people, as far as that can be told: programs that look at links in mails do not count.
    """

    record = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    purpose = models.SlugField(max_length=40, db_index=False)
    digest = models.CharField(max_length=64, unique=True)
    note = models.CharField(_("for whom"), max_length=200, default="", blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["record", "record_id", "id"], name="secret_link_of_record")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.record} {self.record_id}"

    def works(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > now


class SharedPost(models.Model):
    """A form that came in through a link, by the key that the page gave it: a second one with it changes nothing."""

    link = models.ForeignKey(SecretLink, models.CASCADE, related_name="posts", db_index=False)
    key = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "key"], name="shared_post_once")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.key}"
