"""A potential becomes an opportunity, in both ways; nothing of it is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import client_for, euros
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.whitespace.actions import qualify_as_new, qualify_by_mapping
from trimtab.whitespace.models import Potential
from trimtab.whitespace.page import white_space_of
from trimtab.whitespace.queries import conversion_of
from trimtab.whitespace.tests.builders import NOW, potential, product

pytestmark = pytest.mark.django_db


def test_mapped_opportunity_keeps_its_value_and_the_difference_is_known_f27(
    ana: User, acme: Account, process: Process
) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    there = deal("Acme turbines", owner=ana, account=acme, process=process, amount=80_000)

    done = qualify_by_mapping(idea, opportunity=there, by=ana, now=NOW)

    there.refresh_from_db()
    assert (there.amount, done.drift) == (euros(80_000), euros(50_000))


@pytest.mark.parametrize(("value", "amount"), [("take", 30_000), ("add", 110_000)])
def test_value_can_be_reconciled_on_mapping(
    value: str, amount: int, ana: User, acme: Account, process: Process
) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    there = deal("Acme turbines", owner=ana, account=acme, process=process, amount=80_000)

    done = qualify_by_mapping(idea, opportunity=there, value=value, by=ana, now=NOW)

    there.refresh_from_db()
    assert (there.amount, done.worth_then) == (euros(amount), euros(80_000))


def test_cell_goes_from_potential_to_open_and_the_note_stays(ana: User, acme: Account, process: Process) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana, note="Kim asked for two.")
    before = white_space_of(ana, acme, now=NOW).grid.total

    opened = qualify_as_new(idea, stage=stage(process, "Qualify"), owner=ana, close_on=None, by=ana, now=NOW)

    after = white_space_of(ana, acme, now=NOW).grid.total
    assert [before.state, before.potential, after.state, after.potential] == ["potential", 30_000, "current", 0]
    assert (after.current, after.qualified) == (euros(30_000), euros(30_000))
    shown = client_for(ana).get(f"/white-space/opportunities/{opened.pk}/panel/").content.decode()
    assert "Kim asked for two." in shown


def test_statistics_count_what_became_of_potentials(ana: User, acme: Account, process: Process) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    potential("Pumps", account=acme, sold=product("Pump"), by=ana)
    later = NOW + timedelta(10)

    qualify_as_new(idea, stage=stage(process, "Qualify"), owner=ana, close_on=None, by=ana, now=later)

    found = conversion_of(Potential.objects.all(), now=later)
    assert (found.open, found.qualified, found.open_days, found.decided_days) == (1, 1, 10.0, 10.0)
    assert found.share is None  # one decided one says nothing


def test_opportunity_comes_from_one_potential_only(ana: User, acme: Account, process: Process) -> None:
    turbine = product("Turbine")
    first, second = (potential(name, account=acme, sold=turbine, by=ana) for name in ("First", "Second"))
    there = deal("Acme turbines", owner=ana, account=acme, process=process)
    qualify_by_mapping(first, opportunity=there, by=ana, now=NOW)

    with pytest.raises(ValidationError, match="came from another potential already"):
        qualify_by_mapping(second, opportunity=there, by=ana, now=NOW)

    second.refresh_from_db()
    assert second.state == Potential.State.OPEN


def test_opportunity_of_another_account_is_refused(ana: User, acme: Account, process: Process) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)

    with pytest.raises(ValidationError, match="one of another account"):
        qualify_by_mapping(idea, opportunity=deal("Elsewhere", owner=ana, process=process), by=ana, now=NOW)


def test_opportunity_that_one_only_reads_is_not_mapped_onto(
    ana: User, cleo: User, acme: Account, process: Process
) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    theirs = deal("Cleo's", owner=cleo, process=process)
    theirs.account = acme
    theirs.save(update_fields=["account"])

    with pytest.raises(PermissionDenied):
        qualify_by_mapping(idea, opportunity=theirs, by=ana, now=NOW)


def test_value_in_a_currency_without_rate_is_not_taken(ana: User, acme: Account, process: Process) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana, currency="XTS")
    there = deal("Acme turbines", owner=ana, account=acme, process=process, amount=80_000)

    with pytest.raises(ValidationError, match="no rate between XTS and EUR"):
        qualify_by_mapping(idea, opportunity=there, value="take", by=ana, now=NOW)

    done = qualify_by_mapping(idea, opportunity=there, by=ana, now=NOW)
    assert done.drift is None


def test_mapping_page_says_what_it_did_to_the_value(ana: User, acme: Account, process: Process) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    there = deal("Acme turbines", owner=ana, account=acme, process=process, amount=80_000)
    typed = {"way": "mapping", "opportunity": there.pk, "value": "keep"}

    page = client_for(ana).post(f"/white-space/potentials/{idea.pk}/qualification/", typed, follow=True)

    assert "worth +50.0\N{NO-BREAK SPACE}k EUR against the potential" in page.content.decode()
    assert page.context["found"].cell.current == Decimal(80_000)
