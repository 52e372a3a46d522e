"""Comments, files, followers and notices about any record that a room has made a subject."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.people.models import User


class Comment(models.Model):
    """What somebody wrote about a subject. Taken back, it is no longer shown; the audit keeps what it was.

    `kind` and `subject_id` name the subject as the audit names records. `mentions`: the texts that meant somebody,
    with the id of the person.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="comments")
    text = models.TextField(_("comment"))
    mentions = models.JSONField(default=dict)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id", "id"], name="comment_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}: {self.text[:60]}"


class FeedFile(models.Model):
    """A file at a subject. Its bytes lie in the uploads under `key`, a name that nobody chose."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="files")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=160)
    media = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id", "id"], name="file_of_subject")]

    def __str__(self) -> str:
        return self.name


class Follower(models.Model):
    """Whether somebody hears of what is new at a subject. Who stopped by hand is not made to follow by commenting."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    user = models.ForeignKey(User, models.CASCADE, related_name="followed")
    is_on = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "user"], name="follows_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.subject_id}"


class Notice(models.Model):
    """Something that one person is told: in the site at once, by e-mail with others."""

    class Reason(models.TextChoices):
        MENTION = "mention", _("You were mentioned")
        FOLLOWED = "followed", _("You follow this")

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=10, choices=Reason)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "id"], name="notice_of_person"),
            # The bell of every page counts these, and the digest looks for the ones that were not mailed.
            models.Index(fields=["user", "kind", "subject_id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["at"], condition=Q(read_at=None, mailed_at=None), name="notice_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.reason} {self.kind} {self.subject_id}"


class MailChoice(models.Model):
    """How often a person gets notices by e-mail, and when the last digest was sent. No row: soon."""

    class Often(models.TextChoices):
        SOON = "soon", _("Within half an hour, several in one mail")
        DAILY = "daily", _("Once a day")
        NEVER = "never", _("Never")

    user = models.OneToOneField(User, models.CASCADE, related_name="mail_choice", primary_key=True)
    often = models.CharField(_("by e-mail"), max_length=10, choices=Often, default=Often.SOON)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.often}"
