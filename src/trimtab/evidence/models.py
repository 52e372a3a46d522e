"""One piece of evidence behind one judgement."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Contact
from trimtab.people.models import User


class Kind(models.TextChoices):
    """How we know."""

    SAID = "said", _("Said to us")
    WRITTEN = "written", _("Written by the customer")
    DOCUMENT = "document", _("Public document")
    OBSERVED = "observed", _("Seen by us")
    THIRD_PARTY = "third_party", _("Told by somebody else")
    ASSUMPTION = "assumption", _("Our assumption")


class Evidence(models.Model):
    """Why somebody judged one thing of one record so: who said it, when and where; kept when the judgement changes.

    `record` and `record_id` name the record as the audit does, `subject` the field or question of it, `value` what
    the judgement was then. What is withdrawn stays readable and no longer counts.
    """

    record = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    subject = models.CharField(max_length=80, default="", blank=True)
    value = models.CharField(max_length=80, default="", blank=True)
    kind = models.CharField(_("how we know"), max_length=20, choices=Kind, default=Kind.ASSUMPTION)
    note = models.TextField(_("what was said or seen"), default="", blank=True, max_length=2000)
    place = models.CharField(_("where"), max_length=200, default="", blank=True)
    link = models.URLField(_("link"), default="", blank=True, max_length=500)
    told_by = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="evidence", verbose_name=_("told by")
    )
    happened_on = models.DateField(_("when"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["record", "record_id", "subject"], name="evidence_of_judgement")]

    def __str__(self) -> str:
        return f"{self.record} {self.record_id} {self.subject}: {self.value}"

    @property
    def is_assumption(self) -> bool:
        return self.kind == Kind.ASSUMPTION

    def age(self, today: date) -> int:
        """Days since it happened; never below zero."""
        return max((today - self.happened_on).days, 0)
