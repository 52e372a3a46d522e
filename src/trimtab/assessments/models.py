"""Templates of scorecards and their versions; assessments, and every answer that was ever given."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.competition.models import Competitor
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


class Template(models.Model):
    """A set of questions that the organisation wrote, or what it changed of a shipped one: see `templates`."""

    class Subject(models.TextChoices):
        """What is judged by it."""

        OPPORTUNITY = "opportunity", _("An opportunity")
        ACCOUNT = "account", _("An account")

    key = models.SlugField(max_length=60, unique=True)  # never changed: assessments hold it
    name = models.CharField(_("name"), max_length=120, default="", blank=True)  # empty: as shipped
    subject = models.CharField(_("judges"), max_length=20, choices=Subject, default=Subject.OPPORTUNITY)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name or self.key


class TemplateVersion(models.Model):
    """What a template asks. One that was in use never changes: an edit makes the next one, first as a draft.

    Number 0 is the shipped one and has no row. `content`: see `template_json`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")

    template = models.ForeignKey(Template, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="scorecard_version_once"),
            models.UniqueConstraint(fields=["template"], condition=Q(state="active"), name="one_active_scorecard"),
            models.UniqueConstraint(fields=["template"], condition=Q(state="draft"), name="one_draft_scorecard"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"


class Assessment(models.Model):
    """What one record is judged by: a template, and the version that holds for it. Made with the first answer."""

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, null=True, blank=True, related_name="assessments", db_index=False
    )
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="assessments", db_index=False
    )
    template = models.SlugField(max_length=60, db_index=False)  # key of a template, shipped or of our own
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "template"], name="opportunity_assessed_once"),
            models.UniqueConstraint(fields=["account", "template"], name="account_assessed_once"),
            models.CheckConstraint(
                condition=Q(opportunity__isnull=False, account__isnull=True)
                | Q(opportunity__isnull=True, account__isnull=False),
                name="assessment_of_one_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.opportunity_id or self.account_id}"


class QuestionAnswerQuerySet(models.QuerySet["Answer"]):
    """Adjectives of answers."""

    def standing(self, at: datetime | None = None) -> QuestionAnswerQuerySet:
        """The last ones of each question and party: now, or as they were."""
        if at is None:
            return self.filter(superseded_at__isnull=True)
        later = Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
        return self.filter(later, at__lte=at)


class Answer(models.Model):
    """What somebody answered to one question about one party. A new answer supersedes it, and it stays readable.

    `value`: key of an answer, a number, an ISO day, or words; empty: taken back, so not asked. `steps`: the answers of
    the guided mode that led to it. What it rests on is evidence of record "assessment".
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers", db_index=False)
    question = models.SlugField(max_length=60, db_index=False)
    competitor = models.ForeignKey(Competitor, models.PROTECT, null=True, blank=True, related_name="+")  # None: we
    value = models.TextField(default="", blank=True, max_length=5_000)
    note = models.TextField(_("note"), default="", blank=True, max_length=2_000)
    steps = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"],
                condition=Q(superseded_at__isnull=True, competitor__isnull=True),
                name="one_answer_of_ours",
            ),
            models.UniqueConstraint(
                fields=["assessment", "question", "competitor"],
                condition=Q(superseded_at__isnull=True, competitor__isnull=False),
                name="one_answer_of_a_rival",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "at"], name="answer_of_assessment")]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"

    @property
    def subject(self) -> str:
        """How evidence names the question and the party."""
        return subject_of(self.question, self.competitor_id)


class VersionChange(models.Model):
    """That an assessment changed over to another version of its template: when, by whom. Its answers stay."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="version_changes")
    old = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.assessment}: {self.old} → {self.new}"


class Occasion(models.Model):
    """A moment to compare with that nothing else keeps, as a review. What stood then is worked out from the history."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("Review")
        MARK = "mark", _("Marked by hand")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="occasions", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["opportunity", "at"], name="occasion_of_opportunity")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


def subject_of(question: str, competitor_id: int | None) -> str:
    """How evidence names a question and the party that is judged."""
    return question if competitor_id is None else f"{question}:{competitor_id}"
