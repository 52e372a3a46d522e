"""How we sell: named processes, each in versions; a version has steps, a step has milestones."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Stage
from trimtab.people.models import User
from trimtab.processes.starters import shipped

SHARE = [MinValueValidator(0), MaxValueValidator(100)]


class Content(models.Model):
    """Something to use at a milestone: a page behind a link, or files that are put to it."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    link = models.URLField(_("link"), default="", blank=True, max_length=500)
    description = models.CharField(_("what it is for"), max_length=300, default="", blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SalesProcess(models.Model):
    """A named way of selling, and for which opportunities: the first whose conditions hold, else the default one.

    A condition that is empty is not asked; without any only those follow it for which it is chosen. `name` is empty
    where it is as shipped: see `starters`.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200, default="", blank=True)
    description = models.TextField(_("what it is for"), default="", blank=True, max_length=2000)
    position = models.PositiveIntegerField(_("place in the order"), default=0)
    kind = models.CharField(_("kind of opportunity"), max_length=100, default="", blank=True)
    at_least = models.DecimalField(_("amount from"), max_digits=18, decimal_places=2, null=True, blank=True)
    below = models.DecimalField(_("amount below"), max_digits=18, decimal_places=2, null=True, blank=True)
    segment = models.CharField(_("segment of the account"), max_length=100, default="", blank=True)
    own_field = models.CharField(_("own field of the account"), max_length=100, default="", blank=True)
    own_value = models.CharField(_("its value"), max_length=200, default="", blank=True)
    is_default = models.BooleanField(_("for all others"), default=False)
    needs_evidence = models.BooleanField(_("green needs evidence"), default=True)
    counts_half = models.BooleanField(_("in progress counts half"), default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "sales processes"
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_process")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name, as shipped where the organisation did not give it another one."""
        return self.name or shipped(self.key) or self.key

    @property
    def about(self) -> str:
        """What it is for, as shipped where nobody wrote anything else."""
        return self.description or shipped(self.key, "help")


class ProcessVersion(models.Model):
    """One state of a process. Only a draft is edited; what was published stays as it was."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("In use")
        ARCHIVED = "archived", _("Replaced")

    process = models.ForeignKey(SalesProcess, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    note = models.CharField(_("what changed"), max_length=300, default="", blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="version_of_process"),
            models.UniqueConstraint(fields=["process"], condition=Q(state="draft"), name="one_draft_of_process"),
            models.UniqueConstraint(fields=["process"], condition=Q(state="active"), name="one_active_of_process"),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class Step(models.Model):
    """A step of a version. `key` is the same in all versions, so that a step is found again."""

    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="steps")
    key = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=200, default="", blank=True)
    purpose = models.CharField(_("what the customer does meanwhile"), max_length=300, default="", blank=True)
    position = models.PositiveIntegerField(_("position"))
    duration = models.PositiveSmallIntegerField(_("days it takes"), default=14, validators=[MinValueValidator(1)])
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    threshold = models.PositiveSmallIntegerField(_("passed from, percent"), default=80, validators=SHARE)
    yellow_from = models.PositiveSmallIntegerField(_("yellow from, percent"), default=40, validators=SHARE)
    green_from = models.PositiveSmallIntegerField(_("green from, percent"), default=80, validators=SHARE)
    is_shipped = models.BooleanField(default=False)  # its words are those of `starters`
    stages = models.ManyToManyField(Stage, blank=True, related_name="steps", verbose_name=_("stages that mean it"))
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="step_in_version")]
        indexes = [models.Index(fields=["version", "position"], name="step_by_position")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name, as shipped where nobody changed it."""
        return shipped(self.key) if self.is_shipped else self.name

    @property
    def words(self) -> dict[str, str]:
        """Its texts as they are shown, by field."""
        return {"name": self.label, "purpose": self.purpose_text}

    @property
    def purpose_text(self) -> str:
        """What the customer does, as shipped where nobody changed it."""
        return shipped(self.key, "purpose") if self.is_shipped else self.purpose


class Milestone(models.Model):
    """What must be true at the end of a step, and what proves it. Answers hold its `key`, so they outlive versions."""

    class Side(models.TextChoices):
        OURS = "ours", _("ours")
        THEIRS = "theirs", _("theirs")

    step = models.ForeignKey(Step, models.CASCADE, related_name="milestones")
    key = models.SlugField(max_length=60)
    text = models.CharField(_("what must be true"), max_length=300, default="", blank=True)
    proof = models.CharField(_("what proves it"), max_length=300, default="", blank=True)
    side = models.CharField(_("who does it"), max_length=6, choices=Side, default=Side.OURS)
    role = models.CharField(_("in which role"), max_length=100, default="", blank=True)
    help = models.TextField(_("help"), default="", blank=True, max_length=2000)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    is_mandatory = models.BooleanField(_("mandatory"), default=False)
    is_shipped = models.BooleanField(default=False)  # its words are those of `starters`
    position = models.PositiveIntegerField(_("position"))
    contents = models.ManyToManyField(Content, blank=True, related_name="milestones", verbose_name=_("content"))
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "key"], name="milestone_in_step")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What must be true, as shipped where nobody changed it."""
        return shipped(self.key) if self.is_shipped else self.text

    @property
    def words(self) -> dict[str, str]:
        """Its texts as they are shown, by field."""
        return {"text": self.label, "proof": self.proof_text, "role": self.role_text, "help": self.help_text}

    @property
    def proof_text(self) -> str:
        """What proves it, as shipped where nobody changed it; empty: the answer is enough."""
        return shipped(self.key, "proof") if self.is_shipped else self.proof

    @property
    def role_text(self) -> str:
        """Who does it, as shipped where nobody changed it."""
        return shipped(self.key, "role") if self.is_shipped else self.role

    @property
    def help_text(self) -> str:
        """Why it matters and how to find out, as shipped where nobody changed it."""
        return shipped(self.key, "help") if self.is_shipped else self.help
