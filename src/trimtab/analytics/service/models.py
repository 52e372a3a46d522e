"""The coaching log: what a leader and a seller agreed on a lever, so that it can be seen whether it moved since."""

from django.db import models

from trimtab.people.models import User


class CoachingAgreement(models.Model):
    """What was agreed with a seller about one measure. Rows are added, never edited."""

    seller = models.ForeignKey(User, models.CASCADE, related_name="+")
    measure = models.CharField(max_length=40)
    agreed = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.seller}: {self.measure} {self.at:%Y-%m-%d}"
