"""What we judge of people: per map, with a past, nothing lost between two editors."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Event
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.relationships import actions
from trimtab.relationships.models import Attitude, Member, PeopleMap, TeamRelation
from trimtab.relationships.queries import attitude_of, completeness_of, key_players
from trimtab.relationships.tests.conftest import contact, judge

pytestmark = pytest.mark.django_db


def test_a_person_of_the_inner_circle_becomes_a_key_player_at_once(
    acme: Account, ana: User, on_map: dict[str, Member]
) -> None:
    judge(on_map["Lea"], by=ana, influence="political")
    judge(on_map["Kim"], by=ana, influence="inner")

    assert [one.name for one in key_players(acme)] == ["Kim Keller", "Lea Lopez"]


def test_support_on_one_map_leaves_the_others_as_they_are(
    ana: User, turbines: Opportunity, on_map: dict[str, Member], kim: Contact
) -> None:
    of_deal = actions.begin_map(turbines, by=ana, now=NOW)
    twin = actions.add_member(of_deal, contact=kim, by=ana, now=NOW)

    judge(twin, by=ana, support="mentor")

    on_map["Kim"].refresh_from_db()
    twin.refresh_from_db()
    assert (twin.support, on_map["Kim"].support) == ("mentor", "")


def test_relations_and_attitude_belong_to_the_person_on_all_maps(ana: User, kim: Contact) -> None:
    actions.set_relation(kim, ana, fields={"current": "vendor", "desired": "advisor", "note": ""}, by=ana, now=NOW)
    actions.judge_attitude(kim, adaptability="laggard", by=ana, now=LONG_AGO)
    actions.judge_attitude(kim, adaptability="pragmatist", by=ana, now=NOW)

    assert TeamRelation.objects.get(contact=kim).desired == "advisor"
    assert attitude_of(kim) == "pragmatist"
    assert Attitude.objects.count() == 2


def test_two_people_judge_different_attributes_and_nothing_is_lost(
    ana: User, ben: User, on_map: dict[str, Member]
) -> None:
    kim = on_map["Kim"]

    actions.judge(kim, attribute="support", value="mentor", seen="", by=ana, now=NOW)
    actions.judge(kim, attribute="coverage", value="brief", seen="", by=ben, now=NOW)

    kim.refresh_from_db()
    assert (kim.support, kim.coverage) == ("mentor", "brief")


def test_the_second_to_judge_the_same_is_told_and_nothing_is_overwritten(
    ana: User, ben: User, on_map: dict[str, Member]
) -> None:
    kim = on_map["Kim"]
    actions.judge(kim, attribute="support", value="mentor", seen="", by=ana, now=NOW)

    with pytest.raises(actions.JudgedMeanwhile) as told:
        actions.judge(kim, attribute="support", value="enemy", seen="", by=ben, now=NOW)

    assert told.value.member.support == "mentor"


def test_a_judgement_keeps_who_when_and_why_and_can_be_taken_back(ana: User, on_map: dict[str, Member]) -> None:
    fields = {"kind": "said", "note": "Asked us for a reference.", "happened_on": NOW.date()}

    made = actions.judge(on_map["Kim"], attribute="support", value="supporter", by=ana, now=NOW, evidence=fields)

    assert made is not None
    assert (made.by, made.old, made.value) == (ana, "", "supporter")
    assert Evidence.objects.get(record="map_member", subject="support").value == "supporter"
    actions.take_back(made, by=ana, now=NOW)
    on_map["Kim"].refresh_from_db()
    assert on_map["Kim"].support == ""


def test_judging_the_same_again_without_evidence_changes_nothing(ana: User, on_map: dict[str, Member]) -> None:
    judge(on_map["Kim"], by=ana, support="neutral")
    events = Event.objects.count()

    assert actions.judge(on_map["Kim"], attribute="support", value="neutral", by=ana, now=NOW) is None
    assert Event.objects.count() == events


def test_a_value_outside_the_scale_and_an_attribute_of_the_other_map_are_refused(
    ana: User, on_map: dict[str, Member]
) -> None:
    with pytest.raises(ValueError, match="must be one of enemy"):
        judge(on_map["Kim"], by=ana, support="fan")
    with pytest.raises(ValueError, match="on this map"):
        judge(on_map["Kim"], by=ana, roles="decider")


def test_a_stranger_and_a_reader_judge_nobody(cleo: User, on_map: dict[str, Member]) -> None:
    with pytest.raises(PermissionDenied):
        judge(on_map["Kim"], by=cleo, support="mentor")


def test_f30_the_freshest_of_the_same_account_is_brought_over_and_no_other_account(
    ana: User, acme: Account, process: Process, turbines: Opportunity, kim: Contact
) -> None:
    other = deal("Elsewhere", owner=ana, process=process)
    elsewhere = actions.begin_map(other, by=ana, now=NOW)
    judge(actions.add_member(elsewhere, contact=kim, by=ana, now=NOW), by=ana, support="enemy")
    of_deal = actions.begin_map(turbines, by=ana, now=LONG_AGO)
    twin = actions.add_member(of_deal, contact=kim, by=ana, now=LONG_AGO)
    judge(twin, by=ana, now=LONG_AGO, support="neutral")
    when = LONG_AGO + timedelta(30)
    reason = {"kind": "said", "note": "Sells for us.", "happened_on": when.date()}
    actions.judge(twin, attribute="support", value="mentor", by=ana, now=when, evidence=reason)
    shown = actions.begin_map(acme, by=ana, now=NOW)

    brought = actions.bring_over(shown, [kim], carry=True, sisters=[of_deal, elsewhere], by=ana, now=NOW)

    brought[0].refresh_from_db()
    assert brought[0].support == "mentor"
    assert brought[0].judgements.get(attribute="support").at == when
    assert Evidence.objects.filter(record="map_member", record_id=brought[0].pk).get().note == "Sells for us."


def test_what_was_judged_here_later_stays(
    ana: User, turbines: Opportunity, on_map: dict[str, Member], kim: Contact
) -> None:
    member = on_map["Kim"]
    of_deal = actions.begin_map(turbines, by=ana, now=LONG_AGO)
    judge(actions.add_member(of_deal, contact=kim, by=ana, now=LONG_AGO), by=ana, now=LONG_AGO, support="enemy")
    judge(member, by=ana, support="supporter")

    actions.bring_over(member.map, [kim], carry=True, sisters=[of_deal], by=ana, now=NOW)

    member.refresh_from_db()
    assert member.support == "supporter"


def test_completeness_counts_by_its_five_rules(acme: Account, ana: User, on_map: dict[str, Member]) -> None:
    judge(on_map["Kim"], by=ana, influence="inner", support="supporter", coverage="brief")
    judge(on_map["Lea"], by=ana, influence="political", support="against", coverage="none")

    found = completeness_of(acme)  # 25 two key players, 20 judged, 15 for us, 15 against; two people are missing

    assert (found.points, [hint.gain for hint in found.hints]) == (75, [25])


def test_an_account_without_a_map_has_everything_to_gain(bolt: Account) -> None:
    assert completeness_of(bolt).points == 0
    assert sum(hint.gain for hint in completeness_of(bolt).hints) == 100
    assert key_players(bolt) == []


def test_whoever_changes_texts_overwrites_no_newer_one(ana: User, on_map: dict[str, Member]) -> None:
    kim = on_map["Kim"]
    actions.edit_texts(kim, changes={"note": "First"}, seen={"note": ""}, by=ana, now=NOW)

    with pytest.raises(actions.JudgedMeanwhile):
        actions.edit_texts(kim, changes={"note": "Second"}, seen={"note": ""}, by=ana, now=NOW)

    actions.edit_texts(kim, changes={"strategy": "Visit"}, seen={"strategy": ""}, by=ana, now=NOW)
    kim.refresh_from_db()
    assert (kim.note, kim.strategy) == ("First", "Visit")


def test_somebody_of_another_account_works_elsewhere(ana: User, acme_map: PeopleMap, bolt: Account) -> None:
    adviser = contact("Ada Adviser", account=bolt)

    assert actions.add_member(acme_map, contact=adviser, by=ana, now=NOW).is_external
