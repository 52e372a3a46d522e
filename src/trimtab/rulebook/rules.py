"""A rule: when it speaks, how urgent it is, what it says, and what to do about it. Pure: no database, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.objectives.models import Action
from trimtab.opportunities.signals import Signal
from trimtab.rulebook.conditions import Group, NotARule, as_json, read_condition, signals_in
from trimtab.rulebook.scopes import EVERYWHERE, Scope, read_scope

Text = str | Promise
KEY = 60  # characters
# A signal that is filled into a sentence. Days say themselves when: `{…:when}` is "today" or "in 5 days", `{…:ago}` is
# "today" or "5 days ago"; what would be "in 0 days" cannot be said.
FIELD = re.compile(r"\{([a-z0-9_]+)(?::(?:when|ago))?\}")
LONGEST = {"title": 200, "why": 600, "action": 200}
MOST_DAYS = 365


class Level(models.TextChoices):
    """How much a finding presses, the most first."""

    URGENT = "urgent", _("Urgent")
    WARNING = "warning", _("Warning")
    INFO = "info", _("Worth knowing")
    POSITIVE = "positive", _("Good")


class Whom(models.TextChoices):
    """With whom of the map of people the action is."""

    NOBODY = "", _("nobody in particular")
    DECIDER = "decider", _("the decision maker")
    APPROVER = "approver", _("whoever releases the money")
    INNER = "inner", _("somebody of the inner circle whom we hardly know")
    SPONSOR = "sponsor", _("our sponsor in the inner circle")
    MENTOR = "mentor", _("whoever sells for us inside")
    FRIEND = "friend", _("somebody with a say who is for us")
    OPPONENT = "opponent", _("somebody who prefers another way")
    STRANGER = "stranger", _("somebody with a say whom we hardly know")


@dataclass(frozen=True)
class Rule:
    """One rule.

    key: never changed, findings hold it. title: what is found, with fields in braces, as {objectives_overdue}. why: why
    it matters. action: the subject of the action that it suggests; empty: none. days: until the action is due.
    theme: what it is about, for lists. version: 1 as shipped, then one more with each change.
    """

    key: str
    level: str
    title: Text
    why: Text
    when: Group
    action: Text = ""
    intent: str = ""
    whom: str = ""
    days: int = 7
    scope: Scope = EVERYWHERE
    theme: str = "own"
    version: int = 1
    is_archived: bool = False
    is_shipped: bool = False
    is_changed: bool = False

    @property
    def signals(self) -> list[str]:
        """The keys of what it looks at."""
        return signals_in(self.when)

    @property
    def heading(self) -> str:
        """The title without an opportunity: what is filled in there stands open."""
        return FIELD.sub("…", str(self.title))

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def whom_label(self) -> str:
        """With whom the action is."""
        return str(Whom(self.whom).label)

    @property
    def rank(self) -> int:
        """Its place among levels, the most pressing first."""
        return list(Level).index(Level(self.level))

    def as_json(self) -> dict[str, object]:
        """Everything that says what it does, as it is exported and kept."""
        return {
            "key": self.key,
            "level": self.level,
            "title": str(self.title),
            "why": str(self.why),
            "when": as_json(self.when),
            "action": str(self.action),
            "intent": self.intent,
            "whom": self.whom,
            "days": self.days,
            "scope": self.scope.as_json(),
        }


def read_rule(facts: object, *, known: Mapping[str, Signal] | None = None) -> Rule:
    """The rule behind JSON.

    Raises:
        NotARule: something is wrong; the text says what.
    """
    if not isinstance(facts, Mapping):
        raise NotARule(_("A rule is an object with a key, a level, a title, a condition."))
    key = str(facts.get("key", ""))
    if not key or len(key) > KEY or not all(one.isascii() and (one.isalnum() or one == "_") for one in key):
        raise NotARule(
            _("The key of a rule is at most 60 letters, digits and lines: own_rule. Got: %(key)s.") % {"key": key[:80]}
        )
    texts = {name: str(facts.get(name, "")).strip() for name in LONGEST}
    _require_texts(texts)
    level, intent, whom = (str(facts.get(name, "")) for name in ("level", "intent", "whom"))
    for value, choices in ((level, Level.values), (intent, ["", *Action.Intent.values]), (whom, Whom.values)):
        if value not in choices:
            allowed = ", ".join(filter(None, choices))
            raise NotARule(
                _("One of %(allowed)s is needed. Got: %(given)s.") % {"allowed": allowed, "given": value[:40]}
            )
    days = facts.get("days", 7)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MOST_DAYS:
        raise NotARule(_("An action is due in 0 to 365 days. Got: %(given)s.") % {"given": str(days)[:20]})
    when, scope = read_condition(facts.get("when"), known=known), read_scope(facts.get("scope", {}))
    return Rule(key, level, texts["title"], texts["why"], when, texts["action"], intent, whom, days=days, scope=scope)


def _require_texts(texts: Mapping[str, str]) -> None:
    if not texts["title"]:
        raise NotARule(_("Say in a sentence what is found."))
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            raise NotARule(_("A text is too long: at most %(most)s characters.") % {"most": most})


def is_same(one: Rule, other: Rule) -> bool:
    """Whether two rules do and say the same."""
    return one.as_json() == other.as_json()


def as_version(rule: Rule, number: int) -> Rule:
    """The same rule under another number."""
    return replace(rule, version=number)
