"""What a customer confirms is one wording of it: changed, it has to be confirmed again."""

from __future__ import annotations

from django.db import models

from trimtab.people.models import User


class Worded(models.Model):
    """Something that the customer confirms. Evidence names the wording that it was given for."""

    wording = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True
