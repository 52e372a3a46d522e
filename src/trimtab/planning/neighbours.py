"""What the rooms below know of an account that a plan shows. One place, so that a plan only adds up.

A room that is not installed is left out of the plan rather than counted as nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import Q

from trimtab.accounts.completeness import Score
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Activity, Product
from trimtab.planning.models import Plan

ROOMS: Mapping[str, str] = {
    "people": "trimtab.relationships.queries",
    "insights": "trimtab.discovery.queries",
    "white_space": "trimtab.whitespace.queries",
    "objectives": "trimtab.objectives.queries",
}
MET = (Activity.Kind.MEETING, Activity.Kind.CALL)


@dataclass(frozen=True)
class Deeds:
    """The actions of a plan's accounts: how many are open and overdue, the next ones, and when one was last done."""

    open: int = 0
    overdue: int = 0
    next: tuple[Any, ...] = ()  # objectives.Action
    last_done_at: datetime | None = None


def score_of(area: str, account: Account, *, plan: Plan, today: date) -> Score | None:
    """The score of an area for an account; None where its room is not there."""
    find = _function(ROOMS[area], "completeness_of")
    if find is None:
        return None
    asked: dict[str, tuple[object, ...]] = {
        "objectives": (account, today),
        "white_space": (account, list(Product.objects.filter(plan_columns__plan=plan))),
    }
    found: Score = find(*asked.get(area, (account,)))
    return found


def deeds_of(accounts: Iterable[int], *, today: date, shown: int = 3) -> Deeds:
    """The actions of these accounts, directly or through their objectives."""
    action = _model("objectives", "Action")
    if action is None:
        return Deeds()
    ids = list(accounts)
    of_them = action.objects.filter(Q(account__in=ids) | Q(objective__account__in=ids))
    to_do = of_them.filter(done_at__isnull=True)
    last = of_them.filter(done_at__isnull=False).order_by("-done_at").values_list("done_at", flat=True).first()
    dated = to_do.filter(due_on__isnull=False).order_by("due_on", "pk")
    return Deeds(to_do.count(), to_do.filter(due_on__lt=today).count(), tuple(dated[:shown]), last)


def key_players(accounts: Iterable[Account]) -> list[Contact]:
    """The people who decide, as the relationship maps of these accounts say."""
    find = _function(ROOMS["people"], "key_players")
    return [contact for account in accounts for contact in find(account)] if find else []


def _function(module: str, name: str) -> Callable[..., Any] | None:
    try:
        found: Callable[..., Any] | None = getattr(import_module(module), name, None)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        return None
    return found


def _model(label: str, name: str) -> Any | None:  # a model of a room that may not be there
    try:
        return apps.get_model(label, name)
    except LookupError:
        return None
