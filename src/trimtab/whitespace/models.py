"""What could still be sold to whom: potentials, blocked cells, markets, and where opportunities stand on the grid."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Division
from trimtab.core.models import currency_code
from trimtab.opportunities.models import Opportunity, Product
from trimtab.people.models import User


class UnitFact(models.Model):
    """Something about one solution at one unit: an account itself, or a division of it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="%(class)ss")
    division = models.ForeignKey(Division, models.SET_NULL, null=True, blank=True, related_name="%(class)ss")
    product = models.ForeignKey(Product, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class PotentialQuerySet(models.QuerySet["Potential"]):
    """Adjectives of potentials."""

    def open(self) -> PotentialQuerySet:
        """Neither qualified nor dismissed."""
        return self.filter(state=Potential.State.OPEN)


class Potential(UnitFact):
    """An idea of what a unit could buy, before there is an opportunity. `amount` stays what it was when it ended."""

    class Certainty(models.TextChoices):
        IDEA = "idea", _("Idea: nobody there was asked")
        HYPOTHESIS = "hypothesis", _("Hypothesis: there are signs of it")
        VALIDATED = "validated", _("Validated: somebody there confirmed it")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        QUALIFIED = "qualified", _("Qualified")
        DISMISSED = "dismissed", _("Dismissed")

    class Origin(models.TextChoices):
        TYPED = "typed", _("Thought of here")
        PROPOSAL = "proposal", _("Proposed from similar accounts")
        SISTER = "sister", _("Sold in a sister unit")
        INSIGHT = "insight", _("From what the customer wants")
        PLAN = "plan", _("From a plan")

    name = models.CharField(_("name"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    note = models.TextField(_("note"), default="", blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="potentials")
    qualify_by = models.DateField(_("qualify by"), null=True, blank=True)
    certainty = models.CharField(_("how sure"), max_length=10, choices=Certainty, default=Certainty.IDEA)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED)
    origin_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=300, default="", blank=True)  # why it was dismissed
    opportunity = models.ForeignKey(Opportunity, models.SET_NULL, null=True, blank=True, related_name="qualified_from")
    is_mapped = models.BooleanField(default=False)  # onto an opportunity that was there already
    # What the opportunity was worth when it was qualified, in the potential's currency; empty: no amount, or no rate.
    worth_then = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PotentialQuerySet.as_manager()

    @property
    def drift(self) -> Decimal | None:
        """What its opportunity was worth beyond it, in its currency; None where one of both has no amount."""
        return None if self.worth_then is None or self.amount is None else self.worth_then - self.amount

    class Meta:
        indexes = [
            models.Index(fields=["account", "state"], name="potential_of_account"),
            models.Index(fields=["state", "ended_at"], name="potential_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(ended_at__isnull=False), name="ended_potential_has_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Block(UnitFact):
    """A cell in which nothing is to be looked for, until a day of review; or which was looked at without a find."""

    class Kind(models.TextChoices):
        BLOCKED = "blocked", _("Not possible now")
        NOTHING = "nothing", _("Looked at, nothing found")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.BLOCKED)
    reason = models.CharField(_("reason"), max_length=300)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "lifted_at"], name="block_of_account")]

    def __str__(self) -> str:
        return self.reason


class MarketShare(UnitFact):
    """What a unit spends on a solution in a year, and who gets it. Rows are added, never changed: the newest counts."""

    size = models.DecimalField(_("what they spend a year"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="", blank=True, validators=[currency_code])
    units = models.CharField(_("or what is counted"), max_length=60, default="", blank=True)
    ours = models.DecimalField(_("our share in percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    rivals = models.JSONField(default=list, blank=True)  # pairs of a name and a percentage as text, largest first
    note = models.CharField(_("where this is known from"), max_length=300, default="", blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "created_at"], name="market_of_account")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="market_is_not_negative"),
            models.CheckConstraint(condition=Q(currency="") ^ Q(units=""), name="market_in_money_or_units"),
            models.CheckConstraint(
                condition=Q(ours__isnull=True) | Q(ours__gte=0, ours__lte=100), name="market_share_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.currency or self.units}"


class Placement(models.Model):
    """Where an opportunity stands on the grid, set by hand; its lines say so where nothing was set.

    `weight`: the parts of one opportunity share its amount in these proportions.
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="placements")
    division = models.ForeignKey(Division, models.SET_NULL, null=True, blank=True, related_name="placements")
    product = models.ForeignKey(Product, models.PROTECT, related_name="placements")
    weight = models.DecimalField(_("share in percent"), max_digits=7, decimal_places=4, default=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weight__gt=0), name="placement_has_weight")]

    def __str__(self) -> str:
        return f"{self.opportunity} – {self.product}"


class Aim(models.Model):
    """What is to be won at an account and its units in a period, and where to look first."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="aims")
    start_on = models.DateField(_("from"))
    end_on = models.DateField(_("until"))
    amount = models.DecimalField(_("target"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    products = models.ManyToManyField(Product, blank=True, related_name="aimed_by")
    accounts = models.ManyToManyField(Account, blank=True, related_name="aimed_by")
    divisions = models.ManyToManyField(Division, blank=True, related_name="aimed_by")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "start_on"], name="one_aim_a_period"),
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="aim_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.start_on} – {self.end_on}"


class Proposal(models.Model):
    """A solution that an account has not bought and similar ones have. Worked out anew each night.

    Without constraints in the database: what is worked out keeps no record from going when its import is undone.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", db_constraint=False)
    chance = models.FloatField()  # that it is bought within the year to come
    usual = models.FloatField()  # the same of its segment, which is what there is to beat
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # median of the peers, reporting currency
    hours = models.FloatField(null=True)  # that one more sale of it takes, those lost included
    peers = models.JSONField(default=list)  # ids of the similar accounts that bought it, nearest first
    owners = models.PositiveIntegerField()  # how many of the similar accounts bought it
    similar = models.PositiveIntegerField()
    because = models.ForeignKey(
        Product, models.SET_NULL, null=True, related_name="+", db_constraint=False
    )  # the solution it goes with

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "product"], name="white_space_proposal_once")]

    def __str__(self) -> str:
        return f"{self.account}: {self.product}"


class Learning(models.Model):
    """What the last night learned about selling: chances by stage, and whether proposals are worth showing."""

    made_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
