"""Reading rules and findings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Max, QuerySet

from trimtab.core.models import Event
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.rulebook.library import SHIPPED
from trimtab.rulebook.models import Finding, KeptRule, Look, Reply, Tally
from trimtab.rulebook.rules import Level, Rule, read_rule

TOO_OFTEN = 0.6  # of the open ones: such a rule says nothing
FEWEST = 10  # open ones, before that is said of a rule
LEVELS = list(Level)


def all_rules() -> list[Rule]:
    """Every rule as it stands, archived ones included: the shipped ones in their order, then the organisation's own."""
    kept = {one.key: one for one in KeptRule.objects.order_by("key")}
    found = [_as_it_stands(one.rule, kept.get(key)) for key, one in SHIPPED.items()]
    return found + [_own(one) for key, one in kept.items() if key not in SHIPPED]


def _as_it_stands(shipped: Rule, kept: KeptRule | None) -> Rule:
    if kept is None:
        return shipped
    rule = shipped
    if kept.definition:
        rule = replace(read_rule(kept.definition), theme=shipped.theme, is_shipped=True, is_changed=True)
    return replace(rule, version=kept.version, is_archived=kept.archived_at is not None)


def _own(kept: KeptRule) -> Rule:
    return replace(read_rule(kept.definition), version=kept.version, is_archived=kept.archived_at is not None)


def rules_by_key() -> Mapping[str, Rule]:
    """Key → rule as it stands."""
    return {one.key: one for one in all_rules()}


def rules_in_use() -> list[Rule]:
    """The rules that speak."""
    return [one for one in all_rules() if not one.is_archived]


def visible_findings(user: User) -> QuerySet[Finding]:
    """The current findings of opportunities that the user may see."""
    seen = visible_opportunities(user).current().open()
    return Finding.objects.current().filter(opportunity__in=seen)


def findings_of(opportunity: Opportunity) -> list[Finding]:
    """What the rules say about one opportunity now, the most pressing first."""
    found = Finding.objects.current().filter(opportunity=opportunity)
    return sorted(found, key=lambda one: (LEVELS.index(Level(one.level)), one.began_at, one.pk))


def replies_of(person: User, findings: Iterable[Finding]) -> Mapping[int, Reply]:
    """Finding → the person's latest answer that was not taken back. One query."""
    given = Reply.objects.standing().filter(person=person, finding__in=[one.pk for one in findings])
    return {one.finding_id: one for one in given.order_by("at", "pk")}


def standing_findings(person: User, opportunity_ids: Sequence[int], *, today: date) -> list[Finding]:
    """What the rules say about these opportunities, without what that person put off, refused or took up, and without
    rules that are always on. Good news is left out: it asks for nothing. Three queries."""
    found = Finding.objects.current().filter(opportunity__in=opportunity_ids).exclude(level=Level.POSITIVE)
    findings = list(found.order_by("began_at", "pk"))
    given, loud = replies_of(person, findings), always_on()
    hidden = {one.pk for one in findings if one.pk in given and given[one.pk].is_hiding(one.about, today)}
    return [one for one in findings if one.pk not in hidden and one.rule not in loud]


def tallies() -> Mapping[str, Tally]:
    """Rule → of how many it spoke on the last night."""
    return {one.rule: one for one in Tally.objects.all()}


def always_on() -> Mapping[str, float]:
    """The rules that spoke of more than 60 % of the open opportunities, with that share: they are to be revised."""
    shares = {key: one.found / one.looked_at for key, one in tallies().items() if one.looked_at >= FEWEST}
    return {key: share for key, share in shares.items() if share > TOO_OFTEN}


def last_event() -> int:
    """The id of the latest event of the audit."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def is_stale(opportunity: Opportunity, *, today: date) -> bool:
    """Whether anything was written anywhere since it was last looked at, or a day has passed. Two queries."""
    look = Look.objects.filter(opportunity=opportunity).first()
    return look is None or look.day != today or Event.objects.filter(pk__gt=look.event_id).exists()


def looked_at(opportunity: Opportunity) -> datetime | None:
    """When it was last looked at."""
    look = Look.objects.filter(opportunity=opportunity).first()
    return look.at if look else None
