"""Potentials: who writes them, and two who edit one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.people.models import User
from trimtab.whitespace.actions import (
    PotentialChanged,
    add_potential,
    dismiss_potential,
    edit_potential,
    reopen_potential,
    retire_solution,
)
from trimtab.whitespace.models import Potential
from trimtab.whitespace.queries import completeness_of
from trimtab.whitespace.tests.builders import NOW, potential, product

pytestmark = pytest.mark.django_db


def test_reader_adds_no_potential(ana: User, cleo: User, acme: Account) -> None:
    with pytest.raises(PermissionDenied):
        potential("Turbines", account=acme, sold=product("Turbine"), by=cleo)


def test_second_editor_loses_nothing(ana: User, acme: Account) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    address = f"/white-space/potentials/{idea.pk}/"
    opened = client_for(ana).get(address).context["form"]
    edit_potential(idea, changes={"amount": 1}, by=ana, now=NOW + timedelta(1))
    sent = {name: opened[name].value() or "" for name in opened.fields} | {"note": "Kim asked."}

    page = client_for(ana).post(address, sent)

    assert page.status_code == 409
    assert "Kim asked." in page.content.decode()
    assert Potential.objects.get().note == ""


def test_edit_of_an_older_version_is_refused(ana: User, acme: Account) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)

    with pytest.raises(PotentialChanged):
        edit_potential(idea, changes={"name": "Other"}, by=ana, now=NOW, seen_at=NOW - timedelta(1))


def test_dismissal_has_a_reason_and_can_be_taken_back(ana: User, acme: Account) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    with pytest.raises(ValidationError):
        dismiss_potential(idea, reason="", by=ana, now=NOW)

    dismiss_potential(idea, reason="No budget", by=ana, now=NOW)
    reopen_potential(idea, by=ana, now=NOW)

    assert Potential.objects.get().state == Potential.State.OPEN
    told = Event.objects.filter(record="potential").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["potential.added", "potential.dismissed", "potential.reopened"]


def test_ended_potential_is_not_dismissed_twice(ana: User, acme: Account) -> None:
    idea = potential("Turbines", account=acme, sold=product("Turbine"), by=ana)
    dismiss_potential(idea, reason="No budget", by=ana, now=NOW)

    with pytest.raises(ValidationError, match="is dismissed already"):
        dismiss_potential(idea, reason="Again", by=ana, now=NOW)


def test_retired_solution_is_not_planned(ana: User, dov: User, acme: Account) -> None:
    turbine = product("Turbine")
    retire_solution(turbine, by=dov, now=NOW)
    turbine.refresh_from_db()

    with pytest.raises(ValidationError, match="no longer offered"):
        add_potential(acme, fields={"product": turbine, "name": "T", "currency": "EUR", "owner": ana}, by=ana, now=NOW)


def test_typed_potential_comes_back_with_what_was_wrong(ana: User, acme: Account) -> None:
    typed = {"product": product("Turbine").pk, "name": "Two", "amount": "-5", "currency": "EUR", "owner": "Ana"}

    page = client_for(ana).post(f"/accounts/{acme.pk}/white-space/potentials/", typed)

    assert page.status_code == 422
    assert 'value="-5"' in page.content.decode()


def test_completeness_counts_known_cells_and_young_potentials(ana: User, acme: Account) -> None:
    turbine, pump = product("Turbine"), product("Pump")

    empty = completeness_of(acme, [turbine, pump])
    potential("Turbines", account=acme, sold=turbine, by=ana)
    Potential.objects.update(created_at=NOW - timedelta(400))
    half = completeness_of(acme, [turbine, pump])

    assert (empty.points, sum(hint.gain for hint in empty.hints)) == (0, 100)
    assert half.points == 35  # one of two cells; the only potential is old
    assert [round(hint.gain) for hint in half.hints] == [35, 30]
