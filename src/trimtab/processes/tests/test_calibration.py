"""The chance by the organisation's own history, and "cannot tell" below twenty."""

from datetime import timedelta

import pytest

from tests.cast import LONG_AGO, NOW, client_for
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.processes.actions import learn_calibration
from trimtab.processes.models import Calibration, StepEntry
from trimtab.processes.queries import calibrated_of
from trimtab.processes.tests.builders import found_of

pytestmark = pytest.mark.django_db


def ended(number: int, *, won: int, by: User, process: Process, account: Account) -> None:
    """Deals that stood in Qualify and ended."""
    for place in range(number):
        one = deal(f"Ended {place}", owner=by, process=process, account=account, now=LONG_AGO)
        kind = "Won" if place < won else "Lost"
        edit_opportunity(one, changes={"stage": stage(process, kind)}, by=by, now=NOW - timedelta(days=30))


def test_the_share_won_of_those_that_stood_in_the_same_stage(
    robots: Opportunity, ana: User, acme: Account, process: Process
) -> None:
    ended(20, won=6, by=ana, process=process, account=acme)

    learn_calibration(now=NOW)

    history = calibrated_of([found_of(robots)])[robots.pk]
    assert history.best is not None
    assert (history.best.won, history.best.ended, history.best.rate) == (6, 20, 0.3)
    page = client_for(ana).get(f"/opportunities/{robots.pk}/process/").content.decode()
    assert "15% to 52%, of 20 that ended" in page


def test_below_twenty_nobody_can_tell(robots: Opportunity, ana: User, acme: Account, process: Process) -> None:
    ended(3, won=3, by=ana, process=process, account=acme)

    learn_calibration(now=NOW)

    assert calibrated_of([found_of(robots)])[robots.pk].best is None


def test_an_opportunity_counts_once_at_each_step_where_it_stood(
    robots: Opportunity, ana: User, process: Process
) -> None:
    process_id = found_of(robots).process.pk
    for key in ("qualify", "meet", "qualify"):
        StepEntry.objects.create(opportunity=robots, process_id=process_id, step_key=key, position=0, at=NOW)
    edit_opportunity(robots, changes={"stage": stage(process, "Won")}, by=ana, now=NOW)

    learn_calibration(now=NOW)

    found = Calibration.objects.filter(stage=None).order_by("step_key").values_list("step_key", "ended", "won")
    assert list(found) == [("meet", 1, 1), ("qualify", 1, 1)]
