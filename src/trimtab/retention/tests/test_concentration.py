"""The page of concentration, and the plan for losing a customer."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests.cast import NOW, account, client_for, euros
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.opportunities.models import Process
from trimtab.people.frame import frame_for
from trimtab.people.models import User
from trimtab.retention.actions import PlanChanged, save_backup_plan
from trimtab.retention.concentration import Concentration, concentration_of
from trimtab.retention.models import BackupPlan
from trimtab.retention.tests.people import deal

AT_RISK = {"is_at_risk": "on", "scenario": "A rival offers less.", "owner": "Ana", "seen_at": ""}


@pytest.fixture
def others(ana: User, process: Process) -> list[Account]:
    """Three customers with 25, 20 and 15 of a hundred; Acme has the rest."""
    made = []
    for name, amount in (("Corto", 25), ("Delta", 20), ("Ember", 15)):
        made.append(account(name, owner=ana))
        deal(made[-1], owner=ana, process=process, amount=amount, stage="Won")
    return made


def concentration(user: User, **parameters: str) -> Concentration:
    return concentration_of(frame_for(user, parameters, now=NOW), now=NOW)


@pytest.mark.usefixtures("others")
def test_the_largest_customer_is_red_where_nothing_replaces_it(acme: Account, ana: User, process: Process) -> None:
    deal(acme, owner=ana, process=process, amount=40, stage="Won")

    found = concentration(ana)

    assert found.index == pytest.approx(0.285)
    assert (found.customers[0].account, found.customers[0].share) == (acme, 0.4)
    assert (found.is_red, [one.account.name for one in found.uncovered]) == (True, ["Acme", "Corto"])


def test_the_plan_names_who_replaces_it(acme: Account, others: list[Account], ana: User, process: Process) -> None:
    deal(acme, owner=ana, process=process, amount=40, stage="Won")
    deal(acme, owner=ana, process=process, amount=40, stage="Lost")
    deal(others[2], owner=ana, process=process, amount=100)
    save_backup_plan(acme, fields={"scenario": "A rival."}, replacements=[others[2]], by=ana, now=NOW)

    first = concentration(ana).customers[0]

    assert (first.pipeline.amount, first.status) == (euros(100), "amber")
    assert first.needed == pytest.approx(50)


def test_what_was_won_long_ago_does_not_count(acme: Account, ana: User, process: Process) -> None:
    deal(acme, owner=ana, process=process, amount=40, stage="Won", closed_at=NOW - timedelta(days=366))

    assert concentration(ana).customers == []


def test_only_new_customers_say_how_fast_one_is_replaced(acme: Account, ana: User, process: Process) -> None:
    deal(acme, owner=ana, process=process, amount=40, stage="Won", closed_at=NOW - timedelta(days=700))
    deal(acme, owner=ana, process=process, amount=60, stage="Won")
    deal(account("Corto", owner=ana), owner=ana, process=process, amount=30, stage="Won")

    pace = concentration(ana).pace

    assert (pace.first_deals, pace.mean_first, pace.has_enough) == (1, 30, False)


@pytest.mark.usefixtures("others")
def test_the_manager_reads_what_is_uncovered_first(acme: Account, ana: User, ben: User, process: Process) -> None:
    deal(acme, owner=ana, process=process, amount=400, stage="Won", closed_at=timezone.now())

    text = client_for(ben).get("/accounts/concentration/").content.decode()

    assert "Acme alone is " in text
    assert "not covered" in text


def test_check_24_a_customer_at_risk_needs_scenario_replacement_and_owner(acme: Account, ana: User) -> None:
    address = f"/accounts/{acme.pk}/backup/plan/"

    answer = client_for(ana).post(address, {"is_at_risk": "on", "signs": "They call less."})

    text = answer.content.decode()
    assert (answer.status_code, BackupPlan.objects.count()) == (422, 0)
    for needed in ("Say how we could lose it.", "could replace the revenue.", "Somebody must own the plan"):
        assert needed in text, needed
    assert "They call less." in text


def test_a_plan_is_kept_with_its_audit(acme: Account, others: list[Account], ana: User) -> None:
    address = f"/accounts/{acme.pk}/backup/plan/"

    answer = client_for(ana).post(address, AT_RISK | {"replacements": "Corto\nEmber"}, follow=True)

    assert "The backup plan of Acme is kept." in answer.content.decode()
    plan = BackupPlan.objects.get()
    assert (plan.owner, set(plan.replacements.all())) == (ana, {others[0], others[2]})
    assert Event.objects.get(verb="backup_plan.saved").after["scenario"] == "A rival offers less."


@pytest.mark.usefixtures("bolt")
def test_an_account_out_of_sight_is_no_replacement(acme: Account, ana: User) -> None:
    answer = client_for(ana).post(f"/accounts/{acme.pk}/backup/plan/", AT_RISK | {"replacements": "Bolt"})

    assert answer.status_code == 422
    assert "Bolt: No account of yours has that name." in answer.content.decode()


def test_replacements_out_of_sight_stay_named(acme: Account, bolt: Account, ana: User, eva: User) -> None:
    plan = save_backup_plan(acme, fields={"scenario": "x"}, replacements=[bolt], by=eva, now=NOW)

    save_backup_plan(acme, fields={"scenario": "y"}, replacements=[], by=ana, now=NOW + timedelta(hours=1))

    assert list(plan.replacements.all()) == [bolt]
    assert "Bolt" not in client_for(ana).get(f"/accounts/{acme.pk}/backup/").content.decode()


def test_an_account_does_not_replace_itself(acme: Account, ana: User) -> None:
    with pytest.raises(ValidationError):
        save_backup_plan(acme, fields={}, replacements=[acme], by=ana, now=NOW)


def test_the_second_of_two_editors_loses_nothing(acme: Account, ana: User, ben: User) -> None:
    plan = save_backup_plan(acme, fields={"signs": "one"}, replacements=[], by=ana, now=NOW)
    seen = plan.changed_at
    save_backup_plan(acme, fields={"signs": "two"}, replacements=[], by=ben, now=NOW + timedelta(1), seen_at=seen)

    with pytest.raises(PlanChanged):
        save_backup_plan(acme, fields={"signs": "three"}, replacements=[], by=ana, now=NOW + timedelta(2), seen_at=seen)

    form = {"signs": "three", "seen_at": seen.isoformat(), "seen": '{"signs": "one"}'}
    answer = client_for(ana).post(f"/accounts/{acme.pk}/backup/plan/", form)
    assert answer.status_code == 409
    assert "three" in answer.content.decode()


def test_a_stranger_writes_no_plan(acme: Account, cleo: User) -> None:
    before = fingerprint()

    with pytest.raises(PermissionDenied):
        save_backup_plan(acme, fields={"signs": "x"}, replacements=[], by=cleo, now=NOW)

    assert fingerprint() == before
