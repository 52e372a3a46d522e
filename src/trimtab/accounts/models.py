"""Customers: accounts and the people who work there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import ImportedFact
from trimtab.people.models import Territory, User


class AccountQuerySet(models.QuerySet["Account"]):
    """Adjectives of accounts."""

    def current(self) -> AccountQuerySet:
        """Not archived, not merged away."""
        return self.filter(archived_at__isnull=True)


class Account(ImportedFact):
    """A customer or prospect: a company or a part of one."""

    name = models.CharField(_("name"), max_length=300)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="units")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="accounts")
    industry = models.CharField(_("industry"), max_length=100, default="", blank=True)
    region = models.CharField(_("region"), max_length=100, default="", blank=True)
    country = models.CharField(_("country"), max_length=100, default="", blank=True)
    segment = models.CharField(_("segment"), max_length=100, default="", blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    revenue = models.DecimalField(_("revenue a year"), max_digits=18, decimal_places=2, null=True, blank=True)
    domain = models.CharField(_("web domain"), max_length=255, default="", blank=True)
    territory = models.ForeignKey(Territory, models.SET_NULL, null=True, blank=True, related_name="accounts")
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged_from")

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="account_external_id"
            )
        ]
        indexes = [
            models.Index(Lower("name"), "id", name="account_by_lower_name"),
            models.Index(Lower("domain"), "id", name="account_by_lower_domain"),
        ]

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """A business or service unit inside an account, without being an account of its own."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="divisions")
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name"], condition=Q(archived_at__isnull=True), name="division_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Contact(ImportedFact):
    """A person at a customer."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), default="", blank=True)
    phone = models.CharField(_("phone"), max_length=60, default="", blank=True)
    title = models.CharField(_("title"), max_length=200, default="", blank=True)
    seniority = models.CharField(_("seniority"), max_length=60, default="", blank=True)
    function = models.CharField(_("function"), max_length=100, default="", blank=True)
    reports_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    left_on = models.DateField(null=True, blank=True)
    divisions = models.ManyToManyField(Division, blank=True, related_name="contacts")
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="contact_external_id"
            )
        ]
        indexes = [
            models.Index(fields=["email"], name="contact_by_email"),
            models.Index(Lower("name"), "id", name="contact_by_lower_name"),
            models.Index(Lower("email"), "id", name="contact_by_lower_email"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountMember(models.Model):
    """Somebody of ours who works with an account: its owner, or the owner of an opportunity there.

    Members see the account. The rows are written by whoever gives a person a record there.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="account_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="account_member_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.account}"
