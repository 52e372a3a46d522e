"""Who else is in the deal, and what the customer decides by."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trimtab.discovery.models import Insight
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.relationships.models import Member


class CompetitorQuerySet(models.QuerySet["Competitor"]):
    """Adjectives of competitors."""

    def current(self) -> CompetitorQuerySet:
        """In use, and not another spelling of one."""
        return self.filter(archived_at__isnull=True, same_as__isnull=True)


class Competitor(models.Model):
    """Somebody, or something, that a customer may choose in our place. The organisation has one catalogue of them.

    `same_as`: it is another spelling of that one, as a CRM may write it; one step, no chain. Doing nothing is one too,
    made when the first deal needs it; its name is ours until somebody gives it another.
    """

    class Kind(models.TextChoices):
        VENDOR = "vendor", _("Vendor")
        IN_HOUSE = "in_house", _("Made by themselves")
        NOTHING = "nothing", _("Doing nothing")
        OTHER = "other", _("Another use of the money")

    name = models.CharField(_("name"), max_length=200, blank=True, validators=[MinLengthValidator(1)])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.VENDOR)
    strengths = models.TextField(_("strengths"), default="", blank=True, max_length=5_000)
    weaknesses = models.TextField(_("weaknesses"), default="", blank=True, max_length=5_000)
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="spellings")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CompetitorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="competitor_once", violation_error_message=_("The catalogue has that name already.")
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="nothing"), name="doing_nothing_once"),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="competitor_is_not_its_own_spelling"),
            models.CheckConstraint(condition=~Q(name="") | Q(kind="nothing"), name="competitor_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Do nothing")

    @property
    def is_nothing(self) -> bool:
        """The customer leaves everything as it is."""
        return self.kind == self.Kind.NOTHING


class ContenderQuerySet(models.QuerySet["Contender"]):
    """Adjectives of contenders."""

    def current(self) -> ContenderQuerySet:
        """Not taken out of the deal by mistake."""
        return self.filter(removed_at__isnull=True)


class Contender(models.Model):
    """A competitor in one opportunity. Doing nothing is always among them and is never taken out.

    `removed_at`: it was never in this deal; one that was and gave up has another standing.
    """

    class Standing(models.TextChoices):
        RUNNING = "running", _("In the running")
        FAVOURITE = "favourite", _("The customer's favourite")
        BEHIND = "behind", _("Falling behind")
        OUT = "out", _("Out of it")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="contenders", db_index=False)
    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="contenders")
    is_incumbent = models.BooleanField(_("they have it today"), default=False)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.RUNNING)
    expected = models.TextField(_("what they will do"), default="", blank=True, max_length=5_000)
    answer = models.TextField(_("what we do about it"), default="", blank=True, max_length=5_000)
    last_move = models.CharField(_("last move"), max_length=300, default="", blank=True)
    last_move_on = models.DateField(_("seen on"), null=True, blank=True)
    supporters = models.ManyToManyField(
        Member, blank=True, related_name="backed_contenders", verbose_name=_("who wants them")
    )
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ContenderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "competitor"], name="contender_once")]

    def __str__(self) -> str:
        return str(self.competitor)

    @property
    def is_nothing(self) -> bool:
        return self.competitor.is_nothing

    @property
    def is_out(self) -> bool:
        return self.standing == self.Standing.OUT

    @property
    def party(self) -> str:
        """How this party is named where we are "us". Doing nothing has a name before it has a row."""
        return "nothing" if self.pk is None else str(self.pk)


class BuyingStep(models.TextChoices):
    """The steps that a customer takes on the way to a purchase."""

    NEED = "need", _("Recognise the need")
    BUDGET = "budget", _("Name owner and budget")
    CRITERIA = "criteria", _("Set the criteria")
    INVITE = "invite", _("Invite suppliers")
    EVALUATE = "evaluate", _("Evaluate, see it work")
    REFERENCES = "references", _("Ask for references")
    CASE = "case", _("Approve the business case")
    CHOOSE = "choose", _("Choose")
    SECURITY = "security", _("Security and privacy review")
    LEGAL = "legal", _("Legal")
    PROCUREMENT = "procurement", _("Procurement and order")
    SIGN = "sign", _("Sign")
    KICKOFF = "kickoff", _("Kickoff")
    FIRST_VALUE = "first_value", _("First value")
    REVIEW = "review", _("Value review")


class CriterionQuerySet(models.QuerySet["DecisionCriterion"]):
    """Adjectives of decision criteria."""

    def current(self) -> CriterionQuerySet:
        """Not archived."""
        return self.filter(archived_at__isnull=True)


class DecisionCriterion(models.Model):
    """What the customer decides by: written down and measured, or unspoken and a matter of taste."""

    class Kind(models.TextChoices):
        FORMAL = "formal", _("Formal")
        INFORMAL = "informal", _("Informal")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=200, validators=[MinLengthValidator(1)])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FORMAL)
    is_mandatory = models.BooleanField(_("without it they cannot choose us"), default=False)
    step = models.CharField(_("matters when they"), max_length=20, choices=BuyingStep, default="", blank=True)
    people = models.ManyToManyField(Member, blank=True, related_name="criteria", verbose_name=_("who cares"))
    obstacles = models.ManyToManyField(
        Insight, blank=True, related_name="criteria", verbose_name=_("obstacles behind it")
    )
    note = models.TextField(_("note"), default="", blank=True, max_length=5_000)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "decision criteria"

    def __str__(self) -> str:
        return self.name


class Fit(models.IntegerChoices):
    """How well a party meets a criterion in the customer's eyes. No row: not known, which is no zero."""

    NOT = 0, _("Not met")
    PARTLY = 1, _("Partly met")
    MET = 2, _("Met")
    BETTER = 3, _("Better than asked")


class FitJudgement(models.Model):
    """How a party meets a criterion was judged: by whom, when. The latest row of a party stands; None: unknown again.

    What it rests on is evidence of record "criterion", its subject, value the fit.
    """

    criterion = models.ForeignKey(DecisionCriterion, models.CASCADE, related_name="judgements", db_index=False)
    contender = models.ForeignKey(Contender, models.CASCADE, null=True, related_name="judgements")  # None: we
    old = models.PositiveSmallIntegerField(choices=Fit, null=True)
    value = models.PositiveSmallIntegerField(choices=Fit, null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["criterion", "contender", "at"], name="fit_of_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"

    @property
    def subject(self) -> str:
        """How evidence names the judged party."""
        return fit_subject(self.contender_id)


def fit_subject(contender_id: int | None) -> str:
    """The subject of the evidence behind the fit of a party; None: ours."""
    return "fit:us" if contender_id is None else f"fit:{contender_id}"


class FearKind(models.TextChoices):
    """What somebody who buys may be afraid of."""

    BLAME = "blame", _("Failing in front of the boss")
    SIZE = "size", _("A supplier that is too small")
    DISRUPTION = "disruption", _("Disruption during the change")
    COST = "cost", _("Hidden cost")
    CONTROL = "control", _("Losing control, or the job")
    SECURITY = "security", _("A breach of security")
    LOCK_IN = "lock_in", _("Being locked in")
    PAST = "past", _("A bad experience before")
    BENEFIT = "benefit", _("A benefit that never comes")


class ProofKind(models.TextChoices):
    """What may take a fear away."""

    REFERENCE = "reference", _("Visit to a reference")
    PILOT = "pilot", _("Pilot")
    GUARANTEE = "guarantee", _("Guarantee")
    PHASES = "phases", _("Contract in phases")
    TEAM = "team", _("Named team")
    EXIT = "exit", _("Escrow or exit plan")
    AUDIT = "audit", _("Audit or certificate")
    SPONSOR = "sponsor", _("Meeting with an executive of ours")
    TRAINING = "training", _("Training plan")


class Fear(models.Model):
    """What one person of the customer is afraid of when they choose us, and the proof that answers it."""

    class Intensity(models.IntegerChoices):
        MILD = 1, _("Mild")
        STRONG = 2, _("Strong")
        BLOCKING = 3, _("Stops the purchase")

    class Status(models.TextChoices):
        OPEN = "open", _("Unanswered")
        PREPARED = "prepared", _("Proof prepared")
        SHOWN = "shown", _("Proof shown")
        CALMED = "calmed", _("Taken away")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="fears")
    # Whoever it is about stays named on the map, also when taken off it.
    person = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="fears", verbose_name=_("who is afraid")
    )
    kind = models.CharField(_("afraid of"), max_length=20, choices=FearKind)
    statement = models.CharField(_("in their words"), max_length=300, default="", blank=True)
    intensity = models.PositiveSmallIntegerField(_("how much"), choices=Intensity, default=Intensity.STRONG)
    proof = models.CharField(_("what answers it"), max_length=20, choices=ProofKind, default="", blank=True)
    proof_note = models.CharField(_("the proof, in a sentence"), max_length=300, default="", blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.statement or str(self.get_kind_display())
