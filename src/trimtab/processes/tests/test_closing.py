"""What can close in a period: possible, projected and won by person, never more than one may see."""

import pytest

from tests.cast import LONG_AGO, NOW, client_for, euros
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.frame import frame_for
from trimtab.people.models import User
from trimtab.processes.closing import closing_page
from trimtab.processes.models import ProcessVersion
from trimtab.processes.tests.builders import answer_step

pytestmark = pytest.mark.django_db


def test_deals_whose_computed_date_lies_in_the_period_count_with_their_chance(
    robots: Opportunity, ana: User, ben: User, version: ProcessVersion, process: Process, acme: Account
) -> None:
    """Robots, 1,000 euros: the first of seven steps is true, weight 1 of 12; 114 days are left."""
    answer_step(robots, version, 0, by=ana)
    won = deal("Pumps", owner=ana, process=process, account=acme, amount=300, now=LONG_AGO)
    edit_opportunity(won, changes={"stage": stage(process, "Won")}, by=ana, now=NOW)
    frame = frame_for(ben, {"scope": "team"}, now=NOW)

    here = closing_page(frame)
    later = closing_page(frame_for(ben, {"scope": "team", "period": "FY2027-Q1"}, now=NOW))

    assert (here.closings, here.total.won) == ([], euros(300))
    assert [one.person for one in later.people] == [ana]
    assert (later.total.possible, later.untold) == (euros(1000), 1)
    assert later.total.projected == 83


def test_nobody_sees_what_others_can_close(robots: Opportunity, ana: User, cleo: User, version: ProcessVersion) -> None:
    answer_step(robots, version, 0, by=ana)

    pages = [client_for(one).get("/opportunities/can-close/?period=FY2027").content.decode() for one in (ana, cleo)]

    assert ["Robots" in page for page in pages] == [True, False]
