"""The board from target to customer: a column a step, cards with what is known and what was seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from trimtab.accounts.models import Account
from trimtab.people.frame import Frame
from trimtab.people.policy import access_to_owner
from trimtab.targeting.dossier import completeness, facts_of
from trimtab.targeting.fit import BANDS
from trimtab.targeting.models import AccountScore, Sign, Target

CARDS = 30
MOST_CARDS = 300  # of a column that is looked at alone
SIGNS_SHOWN = 8


@dataclass(frozen=True)
class Card:
    """A target with its account. complete: of the dossier, 0 to 100; seen: signs seen and not yet dealt with."""

    target: Target
    complete: float
    seen: int
    days: int
    band: str
    buys: bool
    may_edit: bool


@dataclass(frozen=True)
class Column:
    """One step with its first cards."""

    step: str
    label: str
    count: int
    cards: tuple[Card, ...]

    @property
    def is_more(self) -> bool:
        """Whether there are more than are shown."""
        return self.count > len(self.cards)


def columns_for(frame: Frame, accounts: "QuerySet[Account]", *, only: str = "") -> list[Column]:
    """All steps with their cards, or all cards of one. The same number of queries for any number of cards."""
    found = Target.objects.filter(archived_at__isnull=True, account__in=accounts.order_by().values("pk"))
    counts = Counter(found.order_by().values_list("step", flat=True))
    steps = [step for step in Target.Step if not only or step == only]
    shown = {step: _first(found, step, MOST_CARDS if only else CARDS) for step in steps if counts[step]}
    cards = _cards([one for targets in shown.values() for one in targets], frame)
    return [
        Column(step, str(step.label), counts[step], tuple(cards[one.pk] for one in shown.get(step, ())))
        for step in steps
    ]


def signs_to_look_at(accounts: "QuerySet[Account]", *, today: date) -> Sequence[Sign]:
    """Signs that were seen and wait for somebody to act, then those whose day to look has come."""
    found = Sign.objects.filter(closed_at__isnull=True, account__in=accounts.order_by().values("pk"))
    seen = found.filter(seen_on__isnull=False).order_by("-strength", "seen_on", "pk")
    due = found.filter(seen_on__isnull=True, look_on__lte=today).order_by("look_on", "pk")
    chosen = list(seen.select_related("account")[:SIGNS_SHOWN])
    return [*chosen, *due.select_related("account")[: SIGNS_SHOWN - len(chosen)]]


def _first(found: "QuerySet[Target]", step: str, most: int) -> list[Target]:
    rows = found.filter(step=step).select_related("account__owner__team")
    return list(rows.order_by("-step_since", "-pk")[:most])


def _cards(targets: Sequence[Target], frame: Frame) -> dict[int, Card]:
    ids = [one.account_id for one in targets]
    facts = facts_of(ids)
    seen = Counter(
        Sign.objects.filter(account__in=ids, closed_at__isnull=True, seen_on__isnull=False).values_list(
            "account_id", flat=True
        )
    )
    scores = {one.account_id: one for one in AccountScore.objects.filter(account__in=ids)}
    return {
        one.pk: Card(
            one,
            completeness(facts[one.account_id], today=frame.today),
            seen[one.account_id],
            (frame.today - one.step_since.astimezone(frame.organisation.zone).date()).days,
            str(BANDS[score.fit_band]) if (score := scores.get(one.account_id)) and score.fit_band else "",
            bool(score and score.revenue > 0),
            access_to_owner(frame.user, one.account.owner).can_edit,
        )
        for one in targets
    }
