"""Maps of the people who decide at a customer, what we judge of them, and what ties them to each other and to us."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


class Influence(models.TextChoices):
    """How much of the decision is made by this person."""

    OUTSIDE = "outside", _("Outside the decision")
    POLITICAL = "political", _("Has influence")
    INNER = "inner", _("Inner circle")


class Role(models.TextChoices):
    """What the person does in this purchase. Others may be added; these four are scored."""

    USER = "user", _("User")
    EVALUATOR = "evaluator", _("Evaluator")
    DECIDER = "decider", _("Decision maker")
    APPROVER = "approver", _("Approver")


class Orientation(models.TextChoices):
    """What the person looks at first."""

    FINANCIAL = "financial", _("Financial")
    TECHNICAL = "technical", _("Technical")
    RELATIONSHIP = "relationship", _("Relationship")
    BUSINESS = "business", _("Business")


class Support(models.TextChoices):
    """Where the person stands towards us."""

    ENEMY = "enemy", _("Enemy")
    AGAINST = "against", _("Non-supporter")
    NEUTRAL = "neutral", _("Neutral")
    SUPPORTER = "supporter", _("Supporter")
    MENTOR = "mentor", _("Mentor")


class Coverage(models.TextChoices):
    """How much contact we have with the person."""

    UNKNOWN = "unknown", _("Unknown")
    NONE = "none", _("No contact")
    BRIEF = "brief", _("Brief contact")
    MULTIPLE = "multiple", _("Multiple contacts")
    DEEP = "deep", _("In-depth")


class Adaptability(models.TextChoices):
    """How the person takes new ways of working and new technology."""

    LAGGARD = "laggard", _("Laggard")
    CONSERVATIVE = "conservative", _("Conservative")
    PRAGMATIST = "pragmatist", _("Pragmatist")
    VISIONARY = "visionary", _("Visionary")
    INNOVATOR = "innovator", _("Innovator")


class Rung(models.TextChoices):
    """What one of us is to the person: the ladder of relationships, lowest first."""

    VENDOR = "vendor", _("Vendor")
    CREDIBLE = "credible", _("Credible source")
    SOLVER = "solver", _("Problem solver")
    ADVISOR = "advisor", _("Trusted adviser")


class Persona(models.TextChoices):
    """Somebody whose post is known and whose name is not."""

    CHIEF = "chief", _("Chief executive")
    FINANCE = "finance", _("Finance")
    OPERATIONS = "operations", _("Operations")
    TECHNOLOGY = "technology", _("Technology")
    ANALYSIS = "analysis", _("Facts and analysis")
    SECURITY = "security", _("Security")
    PEOPLE = "people", _("People")
    PROCUREMENT = "procurement", _("Procurement")
    LEGAL = "legal", _("Legal")
    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    UNIT = "unit", _("Head of a business unit")
    PROGRAMME = "programme", _("Programme lead")
    USERS = "users", _("Voice of the users")
    ADVISER = "adviser", _("External adviser")


class PeopleMap(models.Model):
    """The people of one account, or those who take part in one opportunity.

    Exactly one of the two is set. After a merge an account may have several: the first is shown, the others are
    offered as sister maps.
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="people_maps")
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, null=True, blank=True, related_name="people_maps")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) ^ Q(opportunity__isnull=False), name="map_is_of_one_record"
            )
        ]

    def __str__(self) -> str:
        return str(self.opportunity or self.account)

    @property
    def customer(self) -> Account | None:
        """The account whose people these are."""
        return self.opportunity.account if self.opportunity else self.account

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is judged of each person on this map."""
        own = "roles" if self.opportunity_id else "orientation"
        return ("influence", "support", "coverage", own)


class MemberQuerySet(models.QuerySet["Member"]):
    """Adjectives of members."""

    def current(self) -> MemberQuerySet:
        """Not taken off the map."""
        return self.filter(removed_at__isnull=True)


class Member(models.Model):
    """One person on one map: a contact, a persona whose name is not known yet, or a name without a contact.

    Attributes hold for this map only; blank is not judged. They change through `actions` only, which keep the past.
    """

    CHOICES: ClassVar[dict[str, type[models.TextChoices]]] = {
        "influence": Influence,
        "support": Support,
        "coverage": Coverage,
        "orientation": Orientation,
        "roles": Role,
    }
    TEXTS = ("business_agenda", "personal_agenda", "strategy", "note")

    map = models.ForeignKey(PeopleMap, models.CASCADE, related_name="members")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="map_members")
    persona = models.CharField(_("persona"), max_length=20, choices=Persona, default="", blank=True)
    name = models.CharField(_("name"), max_length=200, validators=[MinLengthValidator(1)])  # as it was when added
    is_external = models.BooleanField(_("works elsewhere"), default=False)
    influence = models.CharField(_("influence"), max_length=20, choices=Influence, default="", blank=True)
    support = models.CharField(_("support"), max_length=20, choices=Support, default="", blank=True)
    coverage = models.CharField(_("contact"), max_length=20, choices=Coverage, default="", blank=True)
    orientation = models.CharField(_("orientation"), max_length=20, choices=Orientation, default="", blank=True)
    roles = models.JSONField(_("roles"), default=list, blank=True)
    business_agenda = models.TextField(_("what they want for the business"), default="", blank=True, max_length=5000)
    personal_agenda = models.TextField(_("what they want for themselves"), default="", blank=True, max_length=5000)
    strategy = models.TextField(_("how we win them"), default="", blank=True, max_length=5000)
    note = models.TextField(_("note"), default="", blank=True, max_length=5000)
    x = models.IntegerField(null=True, blank=True)  # where somebody dragged it to
    y = models.IntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["map", "contact"], condition=Q(contact__isnull=False), name="contact_once_on_a_map"
            )
        ]

    def __str__(self) -> str:
        return self.contact.name if self.contact else self.name

    @property
    def title(self) -> str:
        """The person's post; of a persona it is the name until the name is known."""
        post = self.contact.title if self.contact else str(self.get_persona_display())
        return "" if post == str(self) else post

    @property
    def notes(self) -> list[str]:
        """What must be told beside what is judged: gone, merged, no contact, from elsewhere."""
        contact = self.contact
        if contact is None:
            found = [gettext("not among the contacts")]
            return [*found, gettext("works elsewhere")] if self.is_external else found
        found = [gettext("left the customer")] if contact.left_on else []
        if contact.merged_into_id is not None:
            found.append(gettext("merged into another contact"))
        elif contact.archived_at is not None:
            found.append(gettext("archived"))
        return [*found, gettext("works elsewhere")] if self.is_external else found

    @property
    def is_key_player(self) -> bool:
        """Whether the person has a say in the decision."""
        return self.influence in {Influence.POLITICAL, Influence.INNER}

    def judged(self, attribute: str) -> str:
        """The value of an attribute as text; roles in their order, separated by commas."""
        value = getattr(self, attribute)
        return ",".join(value) if isinstance(value, list) else str(value)

    def words(self, attribute: str) -> str:
        """The value of an attribute in words; empty where it was not judged."""
        return self.in_words(attribute, self.judged(attribute))

    @classmethod
    def in_words(cls, attribute: str, value: str) -> str:
        """A value of an attribute in words."""
        labels = _labels(attribute, get_language() or "")
        return ", ".join(labels.get(one, one) for one in value.split(",") if one)

    @classmethod
    def label_of(cls, attribute: str) -> str:
        """The name of an attribute."""
        return str(getattr(cls._meta.get_field(attribute), "verbose_name", attribute))


@cache
def _labels(attribute: str, _language: str) -> dict[str, str]:
    """The words of a scale in the language of the reader. Kept: a map of 300 asks for 2,400 of them."""
    return {str(key): str(label) for key, label in Member.CHOICES[attribute].choices}


class Judgement(models.Model):
    """An attribute of a member took a value: by whom, when; the latest row of an attribute is the one that stands."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="judgements")
    attribute = models.CharField(max_length=20)
    old = models.CharField(max_length=80, default="", blank=True)
    value = models.CharField(max_length=80, default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["member", "attribute", "at"], name="judgement_of_member")]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.old} → {self.value}"

    @property
    def label(self) -> str:
        return Member.label_of(self.attribute)

    @property
    def words(self) -> str:
        return Member.in_words(self.attribute, self.value) or gettext("not judged")

    @property
    def old_words(self) -> str:
        return Member.in_words(self.attribute, self.old) or gettext("not judged")


class Line(models.Model):
    """What ties two people of one map. A reporting line leads from the one who reports to the one reported to."""

    class Kind(models.TextChoices):
        REPORTS = "reports", _("reports to")
        INFLUENCE = "influence", _("influences")
        CONFLICT = "conflict", _("is in conflict with")
        INFORMS = "informs", _("informs")

    class Strength(models.TextChoices):
        WEAK = "weak", _("Weak")
        STRONG = "strong", _("Strong")

    map = models.ForeignKey(PeopleMap, models.CASCADE, related_name="lines")
    start = models.ForeignKey(Member, models.CASCADE, related_name="lines_from")
    end = models.ForeignKey(Member, models.CASCADE, related_name="lines_to")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    strength = models.CharField(_("strength"), max_length=10, choices=Strength, default="", blank=True)
    note = models.CharField(_("note"), max_length=500, default="", blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(start=F("end")), name="line_ties_two_people"),
            models.UniqueConstraint(
                fields=["start", "end", "kind"], condition=Q(removed_at__isnull=True), name="line_once"
            ),
            models.UniqueConstraint(
                fields=["start"], condition=Q(kind="reports", removed_at__isnull=True), name="one_reports_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.get_kind_display()} {self.end}"


class Attitude(models.Model):
    """How a contact takes change: about the person, on all maps. The latest row is the one that stands."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="attitudes")
    adaptability = models.CharField(_("attitude to change"), max_length=20, choices=Adaptability, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["contact", "at"], name="attitude_of_contact")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_adaptability_display()}"


class TeamRelation(models.Model):
    """What one of us is to a contact, and ought to become. About the two people, so the same on all maps."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="team_relations")
    user = models.ForeignKey(User, models.CASCADE, related_name="team_relations")
    current = models.CharField(_("now"), max_length=20, choices=Rung, default="", blank=True)
    desired = models.CharField(_("to become"), max_length=20, choices=Rung, default="", blank=True)
    note = models.CharField(_("note"), max_length=500, default="", blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "user"], name="team_relation_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.contact}"
