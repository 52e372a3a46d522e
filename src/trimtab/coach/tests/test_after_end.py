"""What deals that ended ask of who sold them, on Today: why, and the hand-over; never of too many, never of others."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.coach.after_end import asked_of
from trimtab.coach.models import Answer, Kind
from trimtab.core.rates import Rates
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.outcomes.models import Debrief
from trimtab.outcomes.queries import Ended
from trimtab.people.models import User

TODAY = NOW.date()
EURO = Rates("EUR", {}, {})


def ended(pk: int, *, days: int = 5, **fields: Any) -> Ended:
    """A deal that was lost some days ago, of which nobody says why."""
    known: dict[str, Any] = {"is_won": False, "amount": Decimal(10), "currency": "EUR", "is_explained": False}
    known |= {"has_lesson": False, "is_written": False, "is_given": False} | fields
    return Ended(pk=pk, on=TODAY - timedelta(days=days), **known)


def kinds(*deals: Ended, answered: Sequence[tuple[str, int, str]] = ()) -> list[tuple[int | None, list[str]]]:
    found = asked_of(deals, EURO, today=TODAY, answered=answered)
    return [(one.opportunity_id, [str(finding.kind) for finding in one.findings]) for one in found.actions]


def test_a_lost_deal_is_asked_why_for_a_month() -> None:
    assert kinds(ended(1)) == [(1, ["unexplained"])]
    assert kinds(ended(1, days=31)) == []
    assert kinds(ended(1, is_explained=True)) == []


def test_a_won_deal_is_to_be_handed_over_first() -> None:
    assert kinds(ended(1, is_won=True)) == [(1, ["hand_over", "unexplained"])]
    assert kinds(ended(1, is_won=True, is_explained=True, is_given=True)) == []


def test_what_was_put_off_stays_away_until_something_is_written() -> None:
    won = ended(1, is_won=True, is_explained=True)
    [(_pk, [_kind])] = kinds(won)
    about = asked_of([won], EURO, today=TODAY, answered=()).actions[0].first.key

    assert kinds(won, answered=[about]) == []
    assert kinds(ended(1, is_won=True, is_explained=True, is_written=True), answered=[about]) == [(1, ["hand_over"])]


def test_what_all_deals_ask_is_one_sentence() -> None:
    found = asked_of([ended(pk) for pk in range(1, 5)], EURO, today=TODAY, answered=())

    assert (list(found.actions), dict(found.too_many)) == ([], {Kind.UNEXPLAINED: (4, 4)})


def test_three_of_three_are_still_asked_one_by_one() -> None:
    assert len(kinds(*(ended(pk) for pk in range(1, 4)))) == 3


def _lost(
    owner: User, process: Process, account: Account, *, name: str = "Acme turbines", end: str = "Lost"
) -> Opportunity:
    then = timezone.now() - timedelta(days=5)
    return deal(name, owner=owner, process=process, account=account, at=end, close_on=then.date(), now=then)


@pytest.mark.django_db
def test_seller_says_why_on_today_and_is_not_asked_again(ana: User, ben: User, acme: Account, process: Process) -> None:
    lost = _lost(ana, process, acme)
    client = client_for(ana)
    page = client.get(reverse("today")).content.decode()
    assert "Say why while it is fresh." in page
    assert "Say why while it is fresh." not in client_for(ben).get(reverse("today")).content.decode()

    client.post(reverse("finding-completion", args=["unexplained", lost.pk]), {"reason": "price", "about": "x"})

    assert Debrief.objects.get().reasons == ["price"]
    assert Answer.objects.get().answer == "done"
    assert "Say why while it is fresh." not in client.get(reverse("today")).content.decode()


@pytest.mark.django_db
def test_seller_finds_the_hand_over_that_is_due(ana: User, acme: Account, process: Process) -> None:
    won = _lost(ana, process, acme, end="Won")
    client = client_for(ana)

    page = client.get(reverse("today")).content.decode()

    assert reverse("hand-over", args=[won.pk]) in page
    assert client.post(reverse("finding-completion", args=["hand_over", won.pk])).status_code == 404
    assert "Acme turbines" in client.get(reverse("outcomes")).content.decode()
