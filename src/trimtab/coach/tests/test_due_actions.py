"""Actions that somebody planned and that are due stand on Today, those of others do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.objectives.actions import add_action, complete_action
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def due(by: User, *, days: int, **fields: object) -> Action:
    now = timezone.now()
    on = (now + timedelta(days)).date()
    return add_action(fields={"subject": f"Call in {days}", "due_on": on} | fields, by=by, now=now)


def test_what_is_due_stands_on_today_and_one_click_is_enough(
    ana: User, acme: Account, organisation: Organisation
) -> None:
    late = due(ana, days=-3, account=acme)
    due(ana, days=5)
    complete_action(due(ana, days=-1), by=ana, now=timezone.now())

    page = client_for(ana).get("/today/").content.decode()

    assert "1 action of yours is due, 1 of them overdue." in page
    assert "Nothing needs you now" not in page
    assert f'formaction="/accounts/actions/{late.pk}/completion/"' in page
    assert "Call in 5" not in page


def test_what_is_worth_most_stands_above_what_was_planned(
    ana: User, acme: Account, process: Process, organisation: Organisation
) -> None:
    due(ana, days=-3, account=acme)
    passed = (timezone.now() - timedelta(3)).date()
    deal("Acme turbines", owner=ana, process=process, now=timezone.now(), close_on=passed, amount=5000)

    page = client_for(ana).get("/today/").content.decode()

    assert page.index("Acme turbines") < page.index('id="planned"')


def test_actions_of_others_stay_on_their_own_page(ana: User, ben: User, organisation: Organisation) -> None:
    due(ana, days=-3)

    assert "Call in -3" not in client_for(ben).get("/today/").content.decode()
