"""What people said about proposed duplicates."""

from django.db import models
from django.db.models import F, Q


class Distinction(models.Model):
    """Two records that look alike and are not the same: they are not proposed as duplicates again."""

    record = models.CharField(max_length=20)  # account, contact, opportunity
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "first_id", "second_id"], name="distinction_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="distinction_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.first_id} ≠ {self.second_id}"
