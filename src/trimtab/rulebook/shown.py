"""Findings as pages show them: sentences, evidence with where it stands, and what can be done in one click."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext

from trimtab.accounts.models import Contact
from trimtab.core.models import Organisation
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal
from trimtab.people.models import User
from trimtab.relationships.models import Member
from trimtab.rulebook.facts import filled, in_words
from trimtab.rulebook.models import Finding, Reply, Sight
from trimtab.rulebook.persons import members_on, person_for
from trimtab.rulebook.queries import LEVELS, always_on, findings_of, replies_of, rules_by_key
from trimtab.rulebook.rules import Level, Rule
from trimtab.rulebook.tables import known_signals

LIGHTS = {Level.URGENT: "bad", Level.WARNING: "warn", Level.INFO: "quiet", Level.POSITIVE: "good"}
NAMED = 6  # people who saw it


@dataclass(frozen=True)
class Piece:
    """One fact behind a finding. url: where it stands and is changed."""

    label: str
    words: str
    url: str


@dataclass
class Shown:
    """One finding in words. level: as it is shown, which is quieter where its rule is always on."""

    finding: Finding
    rule: Rule
    title: str
    why: str
    level: str
    evidence: Sequence[Piece]
    action: str = ""
    contact: Contact | None = None
    due_on: date | None = None
    share: float | None = None  # of open ones, where the rule is always on
    reply: Reply | None = None
    seen_by: Sequence[Sight] = field(default_factory=list)

    @property
    def light(self) -> str:
        """The colour of its level."""
        return LIGHTS[Level(self.level)]

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def plan_url(self) -> str:
        """The form of an action with all that is suggested filled in."""
        asked = {
            "opportunity": self.finding.opportunity_id, "subject": self.action, "intent": self.rule.intent,
            "origin": f"finding:{self.finding.pk}", "contact": self.contact.pk if self.contact else "",
        }  # fmt: skip
        return f"{reverse('action-new')}?{urlencode({key: value for key, value in asked.items() if value})}"

    @property
    def intent_label(self) -> str:
        return str(Action.Intent(self.rule.intent).label) if self.rule.intent else ""


@dataclass(frozen=True)
class Panel:
    """What the rules say about one opportunity. findings: to look at now; hidden: what the person answered."""

    opportunity: Opportunity
    findings: Sequence[Shown]
    hidden: Sequence[Shown]

    def count(self, level: str) -> int:
        """How many of that level."""
        return sum(one.level == level for one in self.findings)

    @property
    def pressing(self) -> int:
        """How many warn, or more than that."""
        return self.count(Level.URGENT) + self.count(Level.WARNING)

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return headline(self)


def panel_for(user: User, opportunity: Opportunity, *, today: date) -> Panel:
    """What the rules say about an opportunity, for that person. A fixed number of queries."""
    findings = findings_of(opportunity)
    given, members = replies_of(user, findings), members_on(opportunity)
    shown = shown_of(findings, opportunity=opportunity, members=members, today=today)
    for one in shown:
        reply = given.get(one.finding.pk)
        one.reply = reply if reply is not None and reply.is_hiding(one.finding.about, today) else None
    shown.sort(key=lambda one: LEVELS.index(Level(one.level)))
    return Panel(opportunity, [one for one in shown if not one.reply], [one for one in shown if one.reply])


def shown_of(
    findings: Iterable[Finding], *, opportunity: Opportunity, members: Sequence[Member], today: date
) -> list[Shown]:
    """Findings of one opportunity in words."""
    rules, loud, signals = rules_by_key(), always_on(), known_signals()
    currency = Organisation.get().currency
    return [
        _shown(one, rules[one.rule], opportunity, members, signals, currency, share=loud.get(one.rule), today=today)
        for one in findings
        if one.rule in rules
    ]


def _shown(
    finding: Finding, rule: Rule, opportunity: Opportunity, members: Sequence[Member], signals: dict[str, Signal],
    currency: str, *, share: float | None, today: date,
) -> Shown:  # fmt: skip
    facts = finding.facts

    def words(text: object) -> str:
        return filled(text, facts, signals, currency=currency)

    level = Level.INFO if share is not None and rule.level != Level.POSITIVE else finding.level
    return Shown(
        finding=finding,
        rule=rule,
        title=words(rule.title),
        why=words(rule.why),
        level=level,
        evidence=evidence_of(rule, facts, signals, opportunity.pk, currency=currency),
        action=words(rule.action),
        contact=person_for(rule.whom, members),
        due_on=today + timedelta(days=rule.days),
        share=share,
    )


def evidence_of(
    rule: Rule, facts: dict[str, object], signals: dict[str, Signal], opportunity_id: int, *, currency: str
) -> list[Piece]:
    """What the rule looked at, each with where it stands."""
    return [
        Piece(
            str(signals[key].label),
            in_words(facts.get(key), signals[key], currency=currency, signed=True),
            place_of(signals[key], opportunity_id),
        )
        for key in rule.signals
        if key in signals
    ]


def place_of(signal: Signal, opportunity_id: int) -> str:
    """Where a signal is seen and changed: its room's page, else the opportunity's own."""
    try:
        return reverse(signal.place or "opportunity", args=[opportunity_id])
    except NoReverseMatch:
        return reverse("opportunity", args=[opportunity_id])


def headline(panel: Panel) -> str:
    """The answer in a sentence."""
    urgent, pressing = panel.count(Level.URGENT), panel.pressing
    if urgent:
        return ngettext(
            "%(count)s thing is urgent: %(first)s", "%(count)s things are urgent; first: %(first)s", urgent
        ) % {"count": urgent, "first": panel.findings[0].title}
    if pressing:
        return ngettext("%(count)s warning: %(first)s", "%(count)s warnings; first: %(first)s", pressing) % {
            "count": pressing,
            "first": panel.findings[0].title,
        }
    return ""


def with_sights(panel: Panel) -> None:
    """Add who saw each finding. One query."""
    by_finding: dict[int, list[Sight]] = {}
    ids = [one.finding.pk for one in panel.findings]
    for sight in Sight.objects.filter(finding__in=ids).select_related("person").order_by("at", "pk"):
        by_finding.setdefault(sight.finding_id, []).append(sight)
    for one in panel.findings:
        one.seen_by = by_finding.get(one.finding.pk, [])[:NAMED]
