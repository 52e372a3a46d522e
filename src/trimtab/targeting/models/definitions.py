"""The two definitions of the organisation, each a chain of versions, and what the records propose for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.people.models import User


class Scoring(models.Model):
    """A version of how accounts are scored: one definition for all. The highest version is in force.

    factors: see `factors.Factor`; kept as facts, without sentences of ours.
    cut_current, cut_future: from how many points an axis counts as high.
    half_hours: after how many hours with an account half of what can be realised there is realised.
    """

    version = models.PositiveIntegerField(unique=True)
    factors = models.JSONField(default=list)
    cut_current = models.PositiveSmallIntegerField(_("current revenue is high from"), default=50)
    cut_future = models.PositiveSmallIntegerField(_("future revenue is high from"), default=50)
    half_hours = models.PositiveSmallIntegerField(_("hours for half of it"), default=40)
    why = models.CharField(_("why"), max_length=500, default="", blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, default="")
    from_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"scoring {self.version}"


class Profile(models.Model):
    """A version of the ideal customer: criteria with what is A, B and C. The highest version is in force."""

    version = models.PositiveIntegerField(unique=True)
    criteria = models.JSONField(default=list)
    pursue_from = models.PositiveSmallIntegerField(_("pursue from"), default=70)
    watch_from = models.PositiveSmallIntegerField(_("watch from"), default=50)
    take_from = models.PositiveSmallIntegerField(_("take if it is easy from"), default=30)
    why = models.CharField(_("why"), max_length=500, default="", blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, default="")
    from_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"profile {self.version}"


class ProfileProposal(models.Model):
    """A change of the profile that won and lost opportunities support: how often such accounts were won, and others."""

    class State(models.TextChoices):
        OPEN = "open", _("To be decided")
        TAKEN = "taken", _("Taken over")
        REFUSED = "refused", _("Refused")

    field = models.CharField(max_length=80)
    value = models.CharField(max_length=200)
    grade = models.CharField(max_length=1)  # A: won more often; D: less often, so none of A, B, C
    won = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    others_won = models.PositiveIntegerField()
    others_decided = models.PositiveIntegerField()
    share = models.FloatField()  # of decided that were won, drawn towards all
    low = models.FloatField()  # of the difference to the others, 95 %
    high = models.FloatField()
    as_of = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("why not"), max_length=500, default="", blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "value"], name="proposal_once")]

    def __str__(self) -> str:
        return f"{self.field} {self.value}: {self.grade}"


class Study(models.Model):
    """What the records of all accounts say together, worked out on one day; facts only."""

    as_of = models.DateTimeField(db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.as_of.isoformat()
