"""Changing people, teams and the organisation."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW
from trimtab.core.models import Event, Organisation
from trimtab.people import actions
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


def test_a_seller_adds_no_team(ana: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.create_team(name="Mine", parent=None, by=ana, now=NOW)

    assert not Team.objects.filter(name="Mine").exists()


def test_a_team_cannot_stand_below_itself(company: Team, north: Team, dov: User) -> None:
    with pytest.raises(ValidationError, match="below itself"):
        actions.move_team(company, parent=north, by=dov, now=NOW)


def test_moving_a_team_takes_the_teams_below_along(company: Team, north: Team, south: Team, dov: User) -> None:
    actions.move_team(north, parent=south, by=dov, now=NOW)

    north.refresh_from_db()

    assert north.path == f"/{company.pk}/{south.pk}/{north.pk}/"
    assert Organisation.get().epoch == 1


def test_operations_change_a_team_but_no_role(ana: User, finn: User, south: Team) -> None:
    actions.edit_person(ana, changes={"team": south}, by=finn, now=NOW)

    with pytest.raises(PermissionDenied, match="administrator"):
        actions.edit_person(ana, changes={"role": User.Role.ADMINISTRATOR}, by=finn, now=NOW)
    ana.refresh_from_db()
    assert (ana.team, ana.role) == (south, User.Role.SELLER)


def test_one_administrator_must_remain(dov: User) -> None:
    with pytest.raises(PermissionDenied, match="must remain"):
        actions.edit_person(dov, changes={"is_active": False}, by=dov, now=NOW)

    dov.refresh_from_db()
    assert dov.is_active


def test_every_change_of_a_person_is_recorded(ana: User, dov: User) -> None:
    actions.edit_person(ana, changes={"title": "Senior seller"}, by=dov, now=NOW)

    event = Event.objects.get(verb="person.edited")
    assert (event.by_name, event.before, event.after) == ("Dov", {"title": ""}, {"title": "Senior seller"})


def test_a_new_reporting_currency_restates_the_figures(organisation: Organisation, dov: User) -> None:
    actions.edit_organisation(organisation, changes={"currency": "USD"}, by=dov, now=NOW)

    assert Organisation.get().epoch == 1


def test_a_new_name_restates_nothing(organisation: Organisation, dov: User) -> None:
    actions.edit_organisation(organisation, changes={"name": "Northwind"}, by=dov, now=NOW)

    assert Organisation.get().epoch == 0


def test_a_currency_is_three_letters(organisation: Organisation, dov: User) -> None:
    with pytest.raises(ValidationError, match="three capital letters"):
        actions.edit_organisation(organisation, changes={"currency": "euro"}, by=dov, now=NOW)

    assert Organisation.get().currency == "EUR"
