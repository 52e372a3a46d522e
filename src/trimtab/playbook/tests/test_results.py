"""What nights work out of the use of plays, from the history of stages."""

from datetime import timedelta

import pytest

from tests.cast import NOW, client_for
from trimtab.core.models import Organisation
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.playbook.actions import measure_plays, offer_plays, start_play
from trimtab.playbook.models import PlayOffer, PlayResult
from trimtab.playbook.tests.builders import listed

pytestmark = pytest.mark.django_db
KEY = "proof-on-their-terms"
BEGIN = NOW - timedelta(days=90)


def moved(opportunity: Opportunity, process: Process, name: str, *, after: int, by: User) -> None:
    """It goes to another stage so many days after the plays were offered."""
    at = BEGIN + timedelta(days=after)
    edit_opportunity(opportunity, changes={"stage": stage(process, name)}, by=by, now=at)


def test_used_and_unused_are_compared_from_the_history_of_stages(
    ana: User, process: Process, organisation: Organisation
) -> None:
    """Four deals at the proof: used and won, used and lost, unused and moved on, unused and back to the start."""
    won, lost, on, back = (deal(name, owner=ana, process=process, at="Proof") for name in ("A", "B", "C", "D"))
    offer_plays(now=BEGIN)
    for one in (won, lost):
        start_play(one, listed(KEY), who=ana, due_on=NOW.date(), by=ana, now=BEGIN + timedelta(days=2))
    for one, name in ((won, "Won"), (lost, "Lost"), (on, "Proposal"), (back, "Qualify")):
        moved(one, process, name, after=20, by=ana)

    measure_plays(now=NOW)

    figures = PlayResult.objects.get(play__key=KEY).figures
    assert figures["used"] == [1, 2]
    assert figures["unused"] == [1, 2]
    assert (figures["offered"], figures["people"], figures["used_within"]) == (4, 1, 2)


def test_the_page_says_cannot_tell_and_what_is_missing(ana: User, process: Process, organisation: Organisation) -> None:
    deal("A", owner=ana, process=process, at="Proof")
    offer_plays(now=BEGIN)
    measure_plays(now=NOW)

    page = client_for(ana).get(f"/playbook/plays/{KEY}/").content.decode()

    assert "Cannot tell: people who met both had 0 cases with the play and 0 without. 15 of each are needed." in page
    assert "People play where they see a chance" in page


def test_offers_that_nobody_reads_any_more_go(ana: User, process: Process, organisation: Organisation) -> None:
    deal("A", owner=ana, process=process, at="Proof")
    offer_plays(now=NOW - timedelta(days=900))

    offer_plays(now=NOW)

    assert set(PlayOffer.objects.values_list("offered_at", flat=True)) == {NOW}
