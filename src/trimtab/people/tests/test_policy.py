"""Who sees and edits whose records."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.cast import NOW, person
from trimtab.people.actions import move_team
from trimtab.people.models import Team, User
from trimtab.people.policy import access_to_owner, can_set_up, owners_in_sight, visible_people

pytestmark = pytest.mark.django_db


def test_a_seller_sees_her_own_records_only(ana: User, ben: User, cleo: User) -> None:
    assert set(visible_people(ana)) == {ana}


def test_a_manager_sees_his_team_and_not_the_next_one(ana: User, ben: User, cleo: User) -> None:
    assert set(visible_people(ben)) == {ana, ben}


def test_a_leader_sees_the_teams_below(ana: User, ben: User, cleo: User, eva: User, dov: User) -> None:
    assert set(visible_people(eva)) == {ana, ben, cleo, eva}


def test_operations_and_administrators_see_everyone(ana: User, cleo: User, dov: User, finn: User) -> None:
    assert set(visible_people(finn)) == set(visible_people(dov)) == {ana, cleo, dov, finn}


def test_a_stranger_sees_nobody(ana: User) -> None:
    assert not visible_people(AnonymousUser()).exists()


def test_whoever_was_locked_out_sees_nobody(ana: User) -> None:
    ana.is_active = False

    assert not visible_people(ana).exists()
    assert not can_set_up(ana)


def test_a_condition_names_the_same_people_as_the_list(ana: User, ben: User, cleo: User, eva: User, finn: User) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=ana.team, sees=User.Sees.TEAM)
    lone = person("Lone", role=User.Role.MANAGER)
    gone = person("Gone", role=User.Role.LEADER, team=eva.team, is_active=False)

    for one in (ana, ben, cleo, eva, finn, gus, lone, gone, AnonymousUser()):
        assert set(User.objects.filter(pk__in=owners_in_sight(one))) == set(visible_people(one))


def test_a_condition_that_was_made_before_sees_who_joins_and_who_leaves(ana: User, ben: User, cleo: User) -> None:
    led = User.objects.filter(pk__in=owners_in_sight(ben))
    assert set(led) == {ana, ben}

    User.objects.filter(pk=cleo.pk).update(team=ben.team)
    User.objects.filter(pk=ana.pk).update(team=None)

    assert set(led.all()) == {ben, cleo}


def test_a_seller_who_sees_the_team_reads_but_does_not_edit(ana: User, north: Team) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)

    access = access_to_owner(gus, ana)

    assert (access.can_see, access.can_edit) == (True, False)
    assert "edits only own records" in access.reason


def test_a_manager_edits_what_his_people_own(ana: User, ben: User) -> None:
    assert access_to_owner(ben, ana).can_edit
    assert not access_to_owner(ana, ben).can_see


def test_sight_moves_with_the_team(ana: User, cleo: User, ben: User, dov: User, north: Team, south: Team) -> None:
    move_team(south, parent=north, by=dov, now=NOW)

    ben.refresh_from_db()

    assert set(visible_people(ben)) == {ana, ben, cleo}


@pytest.mark.parametrize("sight", User.Sees.values)
def test_a_list_and_a_single_record_agree_for_every_sight(
    sight: str, ana: User, ben: User, cleo: User, dov: User, eva: User, finn: User
) -> None:
    everybody = [ana, ben, cleo, dov, eva, finn]
    for user in everybody:
        user.sees = sight

        seen = set(visible_people(user))

        assert seen == {other for other in everybody if access_to_owner(user, other).can_see}


def test_a_record_without_owner_is_for_those_who_see_everyone(ana: User, dov: User, ben: User) -> None:
    ben.sees = User.Sees.EVERYONE

    assert not access_to_owner(ana, None).can_see
    assert access_to_owner(ben, None).can_see
    assert not access_to_owner(ben, None).can_edit
    assert access_to_owner(dov, None).can_edit
