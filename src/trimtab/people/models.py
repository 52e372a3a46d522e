"""Users, teams as a tree, territories, roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import ImportedFact


class Team(ImportedFact):
    """A team in the tree of teams. `path` is its ancestors' ids and its own, as /1/4/9/, kept by `actions`."""

    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, default="", editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="team_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Territory(ImportedFact):
    """A part of the market that people are responsible for."""

    name = models.CharField(max_length=200, unique=True)
    region = models.CharField(max_length=100, default="", blank=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is compared in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A user who signs in with that address; without a password nobody can sign in as this person."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """An administrator, for `manage.py createsuperuser`."""
        return self.create_user(email, password, role=User.Role.ADMINISTRATOR, **fields)

    def get(self, *args: Any, **kwargs: Any) -> User:  # Any: conditions, as of a query
        """One person, with the team: every page of somebody who is signed in asks for both."""
        return self.get_queryset().select_related("team").get(*args, **kwargs)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractUser, ImportedFact):
    """A person: somebody who signs in, or who only appears as an owner in imported facts (no e-mail, not active)."""

    class Role(models.TextChoices):
        SELLER = "seller", _("Seller")
        MANAGER = "manager", _("Manager")
        LEADER = "leader", _("Leader")
        OPERATIONS = "operations", _("Operations")
        ADMINISTRATOR = "administrator", _("Administrator")

    class Sees(models.TextChoices):
        OWN = "own", _("Own records")
        TEAM = "team", _("Own team")
        TEAMS_BELOW = "teams_below", _("Own team and the teams below")
        EVERYONE = "everyone", _("Everyone")

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable", _("Comfortable")
        COMPACT = "compact", _("Compact")

    username = None  # type: ignore[assignment]  # people sign in with their e-mail address
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.SELLER)
    # Empty: what the role sees by default (policy.DEFAULT_SIGHT).
    sees = models.CharField(_("sees"), max_length=20, choices=Sees, default="", blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="members")
    territories = models.ManyToManyField(Territory, blank=True, related_name="people")
    title = models.CharField(max_length=200, default="", blank=True)
    hired_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="", blank=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.AUTO)
    density = models.CharField(_("density"), max_length=12, choices=Density, default=Density.COMFORTABLE)
    language = models.CharField(_("language"), max_length=10, default="", blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="user_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email or ""

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def is_staff_member(self) -> bool:
        """Operations and administrators bring data in and set the organisation up."""
        return self.role in {self.Role.OPERATIONS, self.Role.ADMINISTRATOR}


class SavedView(models.Model):
    """A list as somebody likes to see it: its filters, order and columns, as the query of its address.

    Whose records and which period it shows is left to the frame, so that a shared one fits everybody.
    """

    list = models.CharField(max_length=40)  # the name of the list's address: opportunities, accounts, ...
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=2000, default="", blank=True)
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    is_shared = models.BooleanField(_("shared with everyone"), default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "list", "name"], name="saved_view_name"),
        ]
        indexes = [models.Index(fields=["list", "is_shared"], name="saved_view_of_list")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The query that shows this view, and says which one it is."""
        return f"{self.query}&view={self.pk}" if self.query else f"view={self.pk}"


class ViewPin(models.Model):
    """A saved view that somebody keeps as a tab above the list; as the default one, the list opens with it."""

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="pins")
    user = models.ForeignKey(User, models.CASCADE, related_name="view_pins", db_index=False)
    list = models.CharField(max_length=40)  # of the view, so that a person has one default a list
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "view"], name="view_pinned_once"),
            models.UniqueConstraint(fields=["user", "list"], condition=Q(is_default=True), name="one_default_view"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"
