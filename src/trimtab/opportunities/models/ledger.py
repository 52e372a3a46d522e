"""What the sums of opportunities are read from."""

from django.db import models


class LedgerEntry(models.Model):
    """So many opportunities more, or fewer, of one person in one stage and month of closing. See `ledger`.

    No keys into other tables: an entry says what was, also of a person who is gone.
    """

    stage_id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    month = models.DateField(null=True)  # its first day
    owner_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()
    known = models.BigIntegerField()  # of them with an amount
    large = models.BigIntegerField()  # of them with one so large that it is not in the cents
    cents = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "ledger entries"
        indexes = [
            models.Index(
                fields=["stage_id", "month", "currency", "owner_id", "number", "known", "large", "cents"],
                name="ledger_by_stage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number:+} in stage {self.stage_id}, {self.month}"
