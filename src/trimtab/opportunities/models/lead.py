"""Leads: somebody who may become a customer, before there is an opportunity."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import ImportedFact
from trimtab.opportunities.models.opportunity import Opportunity
from trimtab.people.models import User


class Lead(ImportedFact):
    """A lead on its way from marketing to sales, with the decision that sales took."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        RECYCLED = "recycled", _("Recycled")

    name = models.CharField(_("name"), max_length=200)
    company = models.CharField(_("company"), max_length=300, default="", blank=True)
    email = models.EmailField(_("e-mail address"), default="", blank=True)
    title = models.CharField(_("title"), max_length=200, default="", blank=True)
    lead_source = models.CharField(_("source"), max_length=100, default="", blank=True)
    status = models.CharField(_("status"), max_length=100, default="", blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="leads")
    created_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True, blank=True)
    first_touch_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default="", blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    opportunity = models.ForeignKey(Opportunity, models.SET_NULL, null=True, blank=True, related_name="leads")
    custom = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="lead_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.name
