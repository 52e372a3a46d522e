"""What a leader and a seller agreed on a lever, and who lets those who lead see the own index."""

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


class IndexSharing(models.Model):
    """A seller lets those who lead see the own index. Before, only the seller sees it; shared once, it stays."""

    seller = models.OneToOneField(User, models.CASCADE, related_name="index_sharing")
    shared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seller} {self.shared_at:%Y-%m-%d}"
