"""What somebody's hours went to. It is that person's own: nobody else reads an entry, whatever the role."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

LONGEST_TITLE = 200
WEEK_MINUTES = 7 * 24 * 60
FIRST_DAY, LAST_DAY = date(2000, 1, 3), date(2199, 12, 29)  # a Monday, and a Sunday


class Category(models.TextChoices):
    """What hours go to. The first three are time for customers."""

    PREPARATION = "preparation", _("Preparing for customers")
    MEETING = "meeting", _("With customers")
    FOLLOW_UP = "follow_up", _("Following up with customers")
    PROSPECTING = "prospecting", _("Finding new customers")
    PROPOSAL = "proposal", _("Proposals")
    INTERNAL = "internal", _("Meetings among us")
    REPORTING = "reporting", _("Reports and records")
    ADMINISTRATION = "administration", _("Administration")
    TRAVEL = "travel", _("Travel")
    TRAINING = "training", _("Training")
    FIREFIGHTING = "firefighting", _("Problems that could not wait")
    OTHER = "other", _("Other")


class Asker(models.TextChoices):
    """Who asked for it: where a burden comes from."""

    OWN = "own", _("My own choice")
    CUSTOMER = "customer", _("A customer")
    LEADER = "leader", _("Whoever leads me")
    OPERATIONS = "operations", _("Sales operations")
    FINANCE = "finance", _("Finance")
    LEGAL = "legal", _("Legal and compliance")
    MARKETING = "marketing", _("Marketing")
    DELIVERY = "delivery", _("Service and delivery")
    STAFF = "staff", _("Human resources")
    TECHNOLOGY = "technology", _("Technology")
    SOMEBODY_ELSE = "somebody_else", _("Somebody else")


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


class CalendarImport(models.Model):
    """One file of a calendar, read for one week. The file itself is not kept."""

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    week = models.DateField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "week", "at"], name="calendar_import_of_week")]

    def __str__(self) -> str:
        return f"{self.week}"


class TimeEntry(models.Model):
    """Minutes of one day, or of a whole week, that went to one thing. Without a category it is not known to what.

    uid, occurrence: which entry of which calendar it is; a digest, since uids of calendars hold addresses.
    by_rule: the rule that proposed the category; empty once the person said it.
    tapped_at: when the category was said by one tap, the same for all that it was said of; category_before: as it was.
    edited_at: changed by hand; a calendar that is read again leaves it as it is.
    """

    class Origin(models.TextChoices):
        WEEK = "week", _("hours of a week")
        TYPED = "typed", _("typed")
        CALENDAR = "calendar", _("calendar")

    person = models.ForeignKey(User, models.CASCADE, related_name="time_entries", db_index=False)
    week = models.DateField()  # its Monday
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    category = models.CharField(_("what it went to"), max_length=20, choices=Category, default="", blank=True)
    asked_by = models.CharField(_("who asked for it"), max_length=20, choices=Asker, default="", blank=True)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, default="", blank=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    opportunity = models.ForeignKey(Opportunity, models.SET_NULL, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin)
    uid = models.CharField(max_length=64, default="", blank=True)
    occurrence = models.CharField(max_length=40, default="", blank=True)
    by_rule = models.CharField(max_length=20, default="", blank=True)
    calendar_import = models.ForeignKey(CalendarImport, models.SET_NULL, null=True, blank=True, related_name="entries")
    category_before = models.CharField(max_length=20, default="", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    tapped_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "time entries"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "uid", "occurrence"], condition=Q(origin="calendar"), name="calendar_entry_once"
            ),
            models.UniqueConstraint(
                fields=["person", "week", "category"], condition=Q(origin="week"), name="hours_of_week_once"
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0) & Q(minutes__lte=WEEK_MINUTES), name="minutes_of_a_week"),
        ]
        indexes = [
            models.Index(fields=["person", "week"], name="time_entry_of_week"),
            models.Index(fields=["week", "person"], name="time_entry_by_week"),
        ]

    def __str__(self) -> str:
        return self.title or self.get_category_display()

    @property
    def hours(self) -> float:
        return self.minutes / 60
