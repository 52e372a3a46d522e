"""Why deals ended: by us, by the buyer, together; lessons; reasons of the organisation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.competition.actions import add_contender
from trimtab.competition.models import Competitor
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.outcomes import actions
from trimtab.outcomes.actions import DebriefChanged
from trimtab.outcomes.models import Debrief
from trimtab.outcomes.patterns import patterns_for
from trimtab.outcomes.queries import waiting_for
from trimtab.outcomes.reasons import reasons_for
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
Ended = Callable[..., Opportunity]
LATER = NOW + timedelta(hours=1)


def say(opportunity: Opportunity, *reasons: str, by: User, **fields: object) -> Debrief:
    said = {"competitor": None, "text": "", "differently": "", "now": NOW} | fields
    return actions.say_ours(opportunity, reasons=reasons, by=by, **said)  # type: ignore[arg-type]  # as named


def hear(opportunity: Opportunity, *reasons: str, by: User, note: str = "You came too late.") -> Debrief:
    said = {"note": note, "kind": "said", "happened_on": NOW.date()}
    return actions.hear_buyer(opportunity, reasons=reasons, competitor=None, evidence=said, by=by, now=NOW)


def test_an_open_deal_is_not_asked_why_it_ended(ana: User, acme: Account, process: Process) -> None:
    opportunity = deal("Acme pumps", owner=ana, process=process, account=acme)

    with pytest.raises(ValidationError, match="is open"):
        say(opportunity, "price", by=ana)


def test_a_lost_deal_takes_no_reason_for_winning(ana: User, ended: Ended) -> None:
    with pytest.raises(ValidationError, match="main reason"):
        say(ended(), "won_fit", by=ana)


def test_second_to_say_why_is_told(ana: User, ben: User, ended: Ended) -> None:
    lost = ended()
    first = say(lost, "price", by=ana)

    with pytest.raises(DebriefChanged):
        say(lost, "timing", by=ben)

    assert say(lost, "timing", by=ben, seen_at=first.changed_at, now=LATER).pk == first.pk
    assert Debrief.objects.get().reasons == ["timing"]


def test_stranger_cannot_say_why(cleo: User, ended: Ended) -> None:
    with pytest.raises(PermissionDenied):
        say(ended(), "price", by=cleo)


def test_what_the_buyer_says_stands_beside_ours(ana: User, ended: Ended) -> None:
    lost = ended()
    say(lost, "price", by=ana)
    hear(lost, "relationship", by=ana)

    page = client_for(ana).get(reverse("opportunity-outcome", args=[lost.pk])).content.decode()

    assert "Lost. We say: Price. They say: Relationship and politics. The main reasons differ." in page
    assert "You came too late." in page


def test_withdrawn_ours_can_be_said_anew(ana: User, ended: Ended) -> None:
    lost = ended()
    actions.withdraw_debrief(say(lost, "price", by=ana), by=ana, now=NOW)

    assert say(lost, "risk", by=ana, now=LATER).reasons == ["risk"]
    assert Debrief.objects.current().get().main == "risk"


def test_list_asks_for_what_nobody_said(ana: User, cleo: User, ended: Ended) -> None:
    said, silent = ended(name="Said"), ended("Won", name="Silent")
    say(said, "price", by=ana)

    assert waiting_for(ana, NOW.date()) == [silent]
    assert waiting_for(cleo, NOW.date()) == []
    assert waiting_for(ana, NOW.date() + timedelta(days=400)) == []


def test_patterns_by_hand(ana: User, cleo: User, ended: Ended, rivalo: Competitor) -> None:
    """Ten lost: against Rivalo 8 by price; elsewhere 1 by price and 1 by timing. Of two buyers one says otherwise."""
    deals = [ended(name=f"Lost {number}") for number in range(10)]
    for number, lost in enumerate(deals):
        if number < 8:
            add_contender(lost, rivalo, by=ana, now=NOW)
        say(lost, "timing" if number == 9 else "price", by=ana)
    hear(deals[0], "price", by=ana)
    hear(deals[1], "champion", by=ana)

    found = patterns_for(ana, end="lost", by="competitor")

    assert [(one.key, one.ours.hits, one.ours.n, one.theirs.hits) for one in found.reasons] == [
        ("price", 9, 10, 1),
        ("timing", 1, 10, 0),
        ("champion", 0, 10, 1),
    ]
    [line] = found.kinds
    # 8 of 8 against 1 of 2: two elsewhere are too few to tell.
    assert (line.kind, line.share.n, line.key, line.share.hits, line.contrast.verdict) == (
        "Rivalo",
        8,
        "price",
        8,
        "few",
    )
    assert (found.agreement.n, found.agreement.differ, list(found.agreement.pairs)) == (
        2,
        1,
        [("price", "champion", 1)],
    )
    assert patterns_for(cleo, end="lost", by="segment").n == 0


def test_page_of_all_outcomes_says_what_nobody_said(ana: User, ended: Ended) -> None:
    ended(name="Silent", loss_reason="Budget")

    page = client_for(ana).get(reverse("outcomes")).content.decode()

    assert "Of 1 deal that ended in half a year nobody says why." in page
    assert "Budget" in page


def test_form_keeps_what_was_typed(ana: User, ended: Ended) -> None:
    lost = ended()

    page = client_for(ana).post(reverse("debrief-ours", args=[lost.pk]), {"main": "", "text": "They were quicker."})

    assert page.status_code == 422
    assert b"They were quicker." in page.content
    assert not Debrief.objects.exists()


def test_reasons_are_the_organisations_to_change(ana: User, finn: User, ended: Ended) -> None:
    actions.rename_reason("price", name="Too dear", by=finn, now=NOW)
    actions.archive_reason("timing", by=finn, now=NOW)
    own = actions.add_reason(name="Wrong season", end="lost", by=finn, now=NOW)

    offered = {one.key: one.name for one in reasons_for("lost")}

    assert offered["price"] == "Too dear"
    assert offered[own.key] == "Wrong season"
    assert "timing" not in offered
    with pytest.raises(ValueError, match="no other reason has"):
        actions.add_reason(name="too DEAR", end="lost", by=finn, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.add_reason(name="Weather", end="lost", by=ana, now=NOW)


def test_lessons_are_found_by_their_words_and_keep_the_deal_to_those_who_see_it(
    ana: User, cleo: User, ended: Ended
) -> None:
    facts = {"title": "Ask purchasing in the first week", "text": "They had a frame contract."}
    actions.add_lesson(ended(), facts=facts, by=ana, now=NOW)

    found = client_for(cleo).get(reverse("lessons") + "?q=frame+purchasing").content.decode()

    assert "Ask purchasing in the first week" in found
    assert "Acme turbines" not in found
    assert "Ask purchasing" not in client_for(cleo).get(reverse("lessons") + "?q=pump").content.decode()
