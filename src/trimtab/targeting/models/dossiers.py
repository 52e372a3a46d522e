"""Customers to be won: where each stands on the way, what is known of it, and the signs one waits for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.people.models import User


class Target(models.Model):
    """An account that is to be won, with its place on the board from target to customer."""

    class Step(models.TextChoices):
        SPOTTED = "spotted", _("Spotted")
        WATCHED = "watched", _("Watched")
        CONTACTED = "contacted", _("In contact")
        PURSUED = "pursued", _("Pursued")
        CUSTOMER = "customer", _("Customer")
        RELEASED = "released", _("Released for now")

    account = models.OneToOneField(Account, models.CASCADE, related_name="target")
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.SPOTTED)
    why = models.CharField(_("why this one"), max_length=500, default="", blank=True)
    revisit_on = models.DateField(_("look again on"), null=True, blank=True)
    step_since = models.DateTimeField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["step", "step_since"], name="target_by_step")]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_step_display()}"


class TargetMove(models.Model):
    """A target went from one step to another."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="moves")
    before = models.CharField(max_length=10, default="")
    after = models.CharField(max_length=10, choices=Target.Step)
    why = models.CharField(max_length=500, default="")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class DossierFact(models.Model):
    """Something known of a target, under one heading of the checklist, with where it is from and of when it is."""

    class Confidence(models.TextChoices):
        SURE = "sure", _("Sure")
        LIKELY = "likely", _("Likely")
        GUESS = "guess", _("A guess")

    account = models.ForeignKey(Account, models.CASCADE, related_name="dossier")
    heading = models.CharField(_("heading"), max_length=40)
    text = models.TextField(_("what is known"), max_length=2000)
    source = models.CharField(_("where it is from"), max_length=300)
    link = models.URLField(_("link"), max_length=500, default="", blank=True)
    known_on = models.DateField(_("of which day"))
    confidence = models.CharField(_("how sure"), max_length=6, choices=Confidence, default=Confidence.LIKELY)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "heading"], name="fact_of_dossier")]

    def __str__(self) -> str:
        return self.text[:60]


class Sign(models.Model):
    """A trigger defined in advance: what one watches for at an account, how strong it is, and what is done then."""

    class Kind(models.TextChoices):
        EXECUTIVE = "executive", _("New executive")
        REORGANISATION = "reorganisation", _("Reorganisation")
        MERGER = "merger", _("Merger or divestment")
        RESULTS = "results", _("Funding or results")
        EXPANSION = "expansion", _("Expansion or new site")
        CONTRACT = "contract", _("Contract ends")
        INCIDENT = "incident", _("Complaint or incident in public")
        REGULATION = "regulation", _("Date of a regulation")
        TENDER = "tender", _("Tender")
        HIRING = "hiring", _("Pattern in hiring")
        TECHNOLOGY = "technology", _("Technology reaches its end")
        PARTNER = "partner", _("Change of partner")

    class Strength(models.IntegerChoices):
        WEAK = 1, _("Weak")
        CLEAR = 2, _("Clear")
        STRONG = 3, _("Strong")

    account = models.ForeignKey(Account, models.CASCADE, related_name="signs")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    watch_for = models.CharField(_("what to watch for"), max_length=300)
    play = models.CharField(_("what we do then"), max_length=300, default="", blank=True)
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength, default=Strength.CLEAR)
    look_on = models.DateField(_("look again on"), null=True, blank=True)
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    source = models.CharField(_("where it was seen"), max_length=300, default="", blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "closed_at"], name="sign_of_account")]

    def __str__(self) -> str:
        return self.watch_for
