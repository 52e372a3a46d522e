"""Feeds and their articles, what each person makes of them, and what was found out about an account."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.people.models import User


class About(models.TextChoices):
    """Whom a feed is about."""

    CUSTOMER = "customer", _("Customers")
    COMPETITOR = "competitor", _("Competitors")
    OWN = "own", _("Our own company")
    CRAFT = "craft", _("The craft")


class Feed(models.Model):
    """One address that is looked at again and again. `trouble`: why the last look brought nothing; "" where it did."""

    url = models.CharField(_("address"), max_length=2_000, unique=True)
    title = models.CharField(max_length=300, default="", blank=True)
    link = models.CharField(max_length=2_000, default="", blank=True)
    etag = models.CharField(max_length=500, default="", blank=True)
    last_modified = models.CharField(max_length=100, default="", blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    next_look_at = models.DateTimeField(db_index=True)
    trouble = models.CharField(max_length=30, default="", blank=True)
    failures = models.PositiveIntegerField(default=0)  # since it was last read

    def __str__(self) -> str:
        return self.title or self.url


class Subscription(models.Model):
    """Somebody follows a feed; without a person, everybody does."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="subscriptions")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    about = models.CharField(_("about"), max_length=20, choices=About, default=About.CRAFT)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "feed"], name="subscription_once"),
            models.UniqueConstraint(fields=["feed"], condition=Q(user__isnull=True), name="subscription_of_all_once"),
        ]

    def __str__(self) -> str:
        return str(self.feed)


class Article(models.Model):
    """One article of a feed, as it came last. `body`: cleaned HTML; `words`: what it is found by, each once.

    `published_at` is never later than its arrival: a feed that writes tomorrow's date does not stay on top.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="articles")
    published_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    link = models.CharField(max_length=2_000, default="", blank=True)
    author = models.CharField(max_length=200, default="", blank=True)
    beginning = models.CharField(max_length=300, default="", blank=True)
    words = models.TextField(default="")
    body = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="article_once")]
        indexes = [
            models.Index(fields=["published_at", "id", "feed"], name="article_by_time"),
            models.Index(fields=["feed", "published_at", "id"], name="article_of_feed_by_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Reader(models.Model):
    """How far a person has read: articles up to that id are read, unless a mark says otherwise."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    read_up_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.user)


class Mark(models.Model):
    """What one person makes of one article: the person's own. `is_read`: None leaves it to how far was read."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)  # the constraint begins with it
    article = models.ForeignKey(Article, models.CASCADE, related_name="marks")
    is_read = models.BooleanField(null=True)
    favourite_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="mark_once")]
        indexes = [
            models.Index(fields=["user", "article"], condition=Q(favourite_at__isnull=False), name="mark_favourite"),
            models.Index(fields=["user", "article"], condition=Q(saved_at__isnull=False), name="mark_saved"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.article}"


class Tag(models.Model):
    """A word that one person gave to one article, in small letters."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)  # the constraint begins with it
    article = models.ForeignKey(Article, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name", "article"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class ResearchNote(models.Model):
    """Something found out about an account, with its source, its day and how sure it is.

    An article that was attached is copied into it (title and link): the note outlives the feed.
    """

    class Subject(models.TextChoices):
        CUSTOMER = "customer", _("The customer")
        COMPETITOR = "competitor", _("A competitor there")
        OWN = "own", _("Our own company")

    class Confidence(models.TextChoices):
        CERTAIN = "certain", _("Certain")
        LIKELY = "likely", _("Likely")
        GUESS = "guess", _("A guess")

    account = models.ForeignKey(Account, models.CASCADE, related_name="research_notes")
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="+")
    subject = models.CharField(_("about"), max_length=20, choices=Subject, default=Subject.CUSTOMER)
    title = models.CharField(_("what was found out"), max_length=300)
    text = models.TextField(_("note"), default="", blank=True, max_length=10_000)
    source = models.CharField(_("source"), max_length=200, default="", blank=True)
    link = models.CharField(_("link"), max_length=2_000, default="", blank=True)
    found_on = models.DateField(_("of which day"))
    confidence = models.CharField(_("how sure"), max_length=20, choices=Confidence, default=Confidence.LIKELY)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "found_on", "id"], name="note_of_account")]

    def __str__(self) -> str:
        return self.title
