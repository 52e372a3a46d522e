"""What somebody who leaves hands over."""

from django.db import models

from trimtab.core.models import Batch
from trimtab.people.models import User


class Handover(models.Model):
    """The records of one of us that others take over. Each new owner and kind of record is one batch of changes."""

    person = models.ForeignKey(User, models.CASCADE, related_name="handovers")
    batches = models.ManyToManyField(Batch, related_name="handovers")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="handover_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"
