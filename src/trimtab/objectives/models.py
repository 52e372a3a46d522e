"""What we want to reach with a customer, the steps to it, and the personal link to one's own calendar."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact, Division
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


class Priority(models.IntegerChoices):
    """In the order of lists."""

    HIGH = 1, _("High")
    NORMAL = 2, _("Normal")
    LOW = 3, _("Low")


class ObjectiveKind(models.Model):
    """A kind of objective that the organisation added, or what it changed of a shipped one: see `kinds`."""

    class Counts(models.TextChoices):
        """As what an objective of this kind makes a plan complete."""

        BUSINESS = "business", _("As a business objective")
        RELATIONSHIP = "relationship", _("As a relationship objective")
        NOTHING = "", _("Not")

    key = models.SlugField(max_length=40, unique=True)  # never changed: objectives hold it
    name = models.CharField(_("name"), max_length=100, default="", blank=True)  # empty: as shipped
    counts_as = models.CharField(_("counts"), max_length=20, choices=Counts, default=Counts.NOTHING, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or self.key


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    """Adjectives of objectives."""

    def open(self) -> ObjectiveQuerySet:
        """Neither achieved nor given up."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, today: date) -> ObjectiveQuerySet:
        """Open after their day."""
        return self.open().filter(due_on__lt=today)


class Objective(models.Model):
    """What is to be reached with an account: how one will know, how it is to be reached, by whom, until when."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        DEFERRED = "deferred", _("Deferred")
        ACHIEVED = "achieved", _("Achieved")
        CANCELED = "canceled", _("Given up")

    account = models.ForeignKey(Account, models.CASCADE, related_name="objectives", db_index=False)
    division = models.ForeignKey(Division, models.SET_NULL, null=True, blank=True, related_name="objectives")
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=40)  # key of a kind
    metric = models.CharField(_("metric"), max_length=300, default="", blank=True)
    why = models.TextField(_("why it matters"), default="", blank=True)
    strategy = models.TextField(_("strategy"), default="", blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NOT_STARTED)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="objectives", db_index=False)
    due_on = models.DateField(_("due"), null=True, blank=True)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="objectives")
    their_gain = models.CharField(_("what that person gains"), max_length=300, default="", blank=True)
    opportunities = models.ManyToManyField(Opportunity, blank=True, related_name="objectives")
    is_shareable = models.BooleanField(_("may be shown to the customer"), default=False)
    closed_at = models.DateTimeField(null=True, blank=True)  # of a status that is closed, for indexes
    closed_because = models.CharField(_("what came of it"), max_length=300, default="", blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ObjectiveQuerySet.as_manager()
    CLOSED = (Status.ACHIEVED, Status.CANCELED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["achieved", "canceled"], closed_at__isnull=False)
                | (~Q(status__in=["achieved", "canceled"]) & Q(closed_at__isnull=True)),
                name="objective_closed_by_status",
            )
        ]
        indexes = [
            models.Index(fields=["account", "closed_at", "due_on"], name="objective_of_account"),
            models.Index(fields=["owner", "closed_at", "due_on"], name="objective_of_owner"),
            models.Index(fields=["due_on", "id"], name="objective_by_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_overdue(self, today: date) -> bool:
        """Open after its day."""
        return self.is_open and self.due_on is not None and self.due_on < today


class ActionQuerySet(models.QuerySet["Action"]):
    """Adjectives of actions."""

    def open(self) -> ActionQuerySet:
        """Neither done nor dropped."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, today: date) -> ActionQuerySet:
        """Open after their day."""
        return self.open().filter(due_on__lt=today)


class Action(models.Model):
    """One concrete step by one person until a day: for an objective, with an opportunity, an account, or by itself."""

    class Status(models.TextChoices):
        TO_DO = "to_do", _("To do")
        DOING = "doing", _("Under way")
        WAITING = "waiting", _("Waiting for somebody")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    class Intent(models.TextChoices):
        """What it is for; a plan with one intent only is lopsided."""

        PROVE = "prove", _("Prove our value")
        LEARN = "learn", _("Learn what is not known")
        PROTECT = "protect", _("Protect against a competitor")
        FIX = "fix", _("Fix a weakness")
        AMPLIFY = "amplify", _("Amplify a strength")

    objective = models.ForeignKey(Objective, models.SET_NULL, null=True, blank=True, related_name="actions")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="actions", db_index=False)
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, null=True, blank=True, related_name="actions", db_index=False
    )
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="actions")
    subject = models.CharField(_("subject"), max_length=300)
    note = models.TextField(_("note"), default="", blank=True)
    assignee = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("who"), db_index=False
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    is_shareable = models.BooleanField(_("may be shown to the customer"), default=False)
    intent = models.CharField(_("intent"), max_length=10, choices=Intent, default="", blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.TO_DO)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # done or dropped, for indexes
    dropped_because = models.CharField(_("dropped because"), max_length=300, default="", blank=True)
    # What it was created from: the name and the id of a record of any room.
    origin_record = models.CharField(max_length=40, default="", blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ActionQuerySet.as_manager()
    CLOSED = (Status.DONE, Status.DROPPED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False, closed_at__isnull=False)
                | Q(status="dropped", done_at__isnull=True, closed_at__isnull=False)
                | (~Q(status__in=["done", "dropped"]) & Q(done_at__isnull=True, closed_at__isnull=True)),
                name="action_closed_by_status",
            ),
            models.CheckConstraint(
                condition=(Q(status="dropped") & ~Q(dropped_because=""))
                | (~Q(status="dropped") & Q(dropped_because="")),
                name="action_dropped_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "closed_at", "due_on"], name="action_of_person"),
            models.Index(fields=["account", "closed_at", "due_on"], name="action_of_account"),
            models.Index(fields=["opportunity", "due_on"], name="action_of_opportunity"),
            models.Index(fields=["origin_record", "origin_id"], name="action_by_origin"),
            models.Index(fields=["due_on", "id"], name="action_by_day"),
            models.Index(fields=["status", "due_on", "id"], name="action_on_board"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_overdue(self, today: date) -> bool:
        """Open after its day."""
        return self.is_open and self.due_on is not None and self.due_on < today


class CalendarLink(models.Model):
    """A personal address that calendars read; only its digest is kept, and at most one of a person works."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="calendar_links", db_index=False)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(revoked_at__isnull=True), name="one_calendar_link_each"
            )
        ]

    def __str__(self) -> str:
        return str(self.owner)
