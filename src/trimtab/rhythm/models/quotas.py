"""Targets for spans of days."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import ImportedFact, currency_code
from trimtab.people.models import Team, User


class Quota(ImportedFact):
    """The target of a person, or of a team as such, for a span of days (both included)."""

    class Measure(models.TextChoices):
        BOOKINGS = "bookings", _("Bookings")
        COUNT = "count", _("Won opportunities")

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="quotas")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="quotas")
    start_on = models.DateField()
    end_on = models.DateField()
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.BOOKINGS)
    amount = models.DecimalField(max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, validators=[currency_code])
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=False) ^ Q(team__isnull=False), name="quota_of_one"),
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="quota_in_order"),
            models.UniqueConstraint(
                fields=["user", "start_on", "end_on", "measure"],
                condition=Q(user__isnull=False),
                name="one_quota_a_person",
            ),
            models.UniqueConstraint(
                fields=["team", "start_on", "end_on", "measure"],
                condition=Q(team__isnull=False),
                name="one_quota_a_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team} {self.start_on}: {self.amount} {self.currency}"
