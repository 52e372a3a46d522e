"""The search index: what each record is found by, the words that names are made of, and what waits to be read again.

All of it can be deleted and built anew from the records.
"""

from __future__ import annotations

from django.db import models


class Kind(models.IntegerChoices):
    """What is found."""

    ACCOUNT = 1, "account"
    OPPORTUNITY = 2, "opportunity"
    CONTACT = 3, "contact"
    PERSON = 4, "person"


class SearchEntry(models.Model):
    """One record that can be found. Its id holds kind and record; its words, who sees it as well: see `words`."""

    KIND_SHIFT = 40

    id = models.BigIntegerField(primary_key=True)
    words = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.words

    @classmethod
    def id_of(cls, kind: int, record_id: int) -> int:
        """The id of the entry of a record."""
        return (kind << cls.KIND_SHIFT) + record_id


class SearchWord(models.Model):
    """A word that occurs in names, so that mistyped ones can be told from it."""

    word = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.word


class WordKey(models.Model):
    """A number that a word shares with others which begin alike but for one letter: see `words.keys_of`."""

    key = models.BigIntegerField()
    word = models.ForeignKey(
        SearchWord, models.CASCADE, related_name="keys", db_index=False, db_constraint=False
    )  # millions of rows that only one place writes: an index and a check less

    class Meta:
        indexes = [models.Index(fields=["key", "word"], name="word_by_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.word_id}"


class PendingEntry(models.Model):
    """A record that was added, changed or removed since the index read it. Triggers of the database write these."""

    class Reach(models.IntegerChoices):
        """What else is found by the words of an account, or seen by those who see it; beside `Kind`."""

        CONTACTS_OF_ACCOUNT = 11, "contacts of an account"
        ALL_OF_ACCOUNT = 12, "contacts and opportunities of an account"

    kind = models.PositiveSmallIntegerField()
    record_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "pending entries"
        indexes = [models.Index(fields=["-kind", "record_id"], name="pending_by_record")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.record_id}"
