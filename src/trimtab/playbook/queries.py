"""Which plays apply to opportunities, and how they are used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from trimtab.accounts.models import Account
from trimtab.competition.models import Fear
from trimtab.core.models import Organisation
from trimtab.core.money import Money
from trimtab.core.rates import Rates, load_rates
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import sees_everyone
from trimtab.playbook.catalogue import ListedPlay, active_plays
from trimtab.playbook.matching import Context, Match, match
from trimtab.playbook.models import PlayUse, Situation
from trimtab.playbook.steps import OF_PROCESSES, ReadStep, steps_of_stages
from trimtab.processes.models import StepEntry

INTAKE = timedelta(days=60)  # after winning, plays of the intake are offered
NO_STEP = ReadStep()
LATEST = 30  # uses on the page of a play


@dataclass(frozen=True)
class Placed:
    """What is known of an opportunity for the choice of plays, and how its step was read."""

    context: Context
    step: ReadStep


@dataclass(frozen=True)
class Applying:
    """A play that applies to an opportunity, and why."""

    play: ListedPlay
    match: Match


def placed(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Placed]:
    """Opportunity → its context. Eight queries for any number."""
    ids = [one.pk for one in opportunities]
    accounts = {one.account_id for one in opportunities if one.account_id is not None}
    segments = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "segment"))
    processes = {one.process_id for one in opportunities}
    stages = {one.pk: one for one in Stage.objects.filter(process__in=processes)}
    steps = steps_of_stages(stages.values())
    changes = dict(Situation.objects.filter(opportunity__in=ids).values_list("opportunity", "change"))
    fears: dict[int, set[str]] = {}
    unanswered = Fear.objects.filter(opportunity__in=ids, removed_at=None).exclude(status=Fear.Status.CALMED)
    for pk, kind in unanswered.values_list("opportunity", "kind"):
        fears.setdefault(pk, set()).add(kind)
    entered = dict(
        StepEntry.objects.filter(opportunity__in=ids).order_by("at", "pk").values_list("opportunity", "step_key")
    )
    rates = load_rates(currency=Organisation.get().currency)
    found = {}
    for one in opportunities:
        step = steps.get(one.stage_id, NO_STEP)
        if one.is_open and (key := entered.get(one.pk)) in OF_PROCESSES:
            step = ReadStep(OF_PROCESSES[key or ""], by="process")
        context = Context(
            step=step.step,
            stage=stages[one.stage_id].name,
            segment=segments.get(one.account_id or 0, ""),
            kind=one.kind,
            change=changes.get(one.pk, ""),
            fears=frozenset(fears.get(one.pk, ())),
            amount=_converted(one, rates, today),
        )
        found[one.pk] = Placed(context, step)
    return found


def applying(plays: Iterable[ListedPlay], context: Context) -> list[Applying]:
    """Those of the plays that apply, best match first."""
    found = [Applying(play, how) for play in plays if (how := match(play.said.when, context)) is not None]
    return sorted(found, key=lambda one: (-one.match.weight, len(one.match.unknown), one.play.key))


def offered_at(opportunity: Opportunity, today: date) -> bool:
    """Whether plays are offered at all: it is open, or was won lately and goes to those who deliver."""
    if opportunity.is_open:
        return True
    won = opportunity.status == Stage.Kind.WON and opportunity.closed_at is not None
    return won and opportunity.closed_at.date() >= today - INTAKE  # type: ignore[union-attr]  # asked one line above


def plays_of(
    opportunities: Sequence[Opportunity], places: Mapping[int, Placed], today: date
) -> Mapping[int, list[Applying]]:
    """Opportunity → the plays that apply to it, best match first. Two queries for any number; places: see `placed`."""
    plays = active_plays()
    return {one.pk: applying(plays, places[one.pk].context) if offered_at(one, today) else [] for one in opportunities}


def uses_of(opportunity: Opportunity) -> list[PlayUse]:
    """Its uses, those under way first. One query."""
    found = PlayUse.objects.filter(opportunity=opportunity)
    found = found.select_related("version__play", "who", "contact", "action", "stage")
    return sorted(found.order_by("-started_at", "-pk")[:200], key=lambda one: not one.is_open)


def uses_by_version(play_id: int) -> Mapping[int, Mapping[str, int]]:
    """Version → how many uses, and how they ended. One query."""
    found: dict[int, dict[str, int]] = {}
    rows = PlayUse.objects.filter(version__play=play_id).order_by().values_list("version", "outcome")
    for version, outcome, count in rows.annotate(Count("pk")):
        found.setdefault(version, {})[outcome] = count
    return found


def latest_uses(user: User, play_id: int) -> list[PlayUse]:
    """The newest uses of a play with opportunities that the user sees. One query."""
    found = PlayUse.objects.filter(version__play=play_id)
    if not sees_everyone(user):
        found = found.filter(Exists(visible_opportunities(user).filter(pk=OuterRef("opportunity_id"))))
    return list(found.select_related("opportunity", "version", "who").order_by("-started_at", "-pk")[:LATEST])


def uses_by_play() -> Mapping[str, tuple[int, int]]:
    """Key → how often begun and played (not those that were not played), and how often they took a step. One query."""
    played = PlayUse.objects.exclude(outcome=PlayUse.Outcome.NOT_PLAYED).order_by()
    step = Count("pk", filter=Q(outcome=PlayUse.Outcome.ADVANCE))
    rows = played.values_list("version__play__key").annotate(used=Count("pk"), took=step)
    return {key: (count, advances) for key, count, advances in rows}


def _converted(opportunity: Opportunity, rates: Rates, today: date) -> Decimal | None:
    if opportunity.amount is None:
        return None
    converted = rates.converted(Money(opportunity.amount, opportunity.currency), on=today)
    return None if converted is None else converted.amount
