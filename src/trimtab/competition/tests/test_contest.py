"""Who is in a deal, what decides it, and how each party meets it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import NOW
from trimtab.competition import actions
from trimtab.competition.actions import CriterionChanged, FitJudgedMeanwhile
from trimtab.competition.models import Competitor, Contender
from trimtab.competition.queries import contenders_of, criteria_of, field_of
from trimtab.competition.signals import signals_of
from trimtab.competition.tests.conftest import Deal
from trimtab.core.models import Event
from trimtab.evidence.queries import evidence_of
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.relationships.actions import judge, take_off

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_doing_nothing_is_among_them_before_anybody_wrote_anything(turbines: Opportunity) -> None:
    found = contenders_of(turbines)

    assert [str(one) for one in found] == ["Do nothing"]
    assert not Contender.objects.exists()


def test_doing_nothing_gets_its_row_once(ana: User, contest: Deal) -> None:
    again = actions.keep_do_nothing(contest.opportunity, by=ana, now=LATER)

    assert [one.pk for one in contenders_of(contest.opportunity)] == [contest.rivalo.pk, again.pk]
    assert Competitor.objects.filter(kind="nothing").count() == 1


def test_doing_nothing_is_neither_taken_out_nor_out_of_it(ana: User, contest: Deal) -> None:
    nothing = actions.keep_do_nothing(contest.opportunity, by=ana, now=NOW)

    with pytest.raises(ValueError, match="always"):
        actions.take_contender_out(nothing, by=ana, now=NOW)
    with pytest.raises(ValueError, match="never out"):
        actions.edit_contender(nothing, changes={"standing": "out"}, by=ana, now=NOW)


def test_who_comes_back_has_what_was_written(ana: User, contest: Deal, rivalo: Competitor) -> None:
    actions.edit_contender(contest.rivalo, changes={"expected": "A lower price"}, by=ana, now=NOW)
    actions.take_contender_out(contest.rivalo, by=ana, now=NOW)
    assert [one.is_nothing for one in contenders_of(contest.opportunity)] == [True]

    back = actions.add_contender(contest.opportunity, rivalo, by=ana, now=LATER)

    assert (back.pk, back.expected) == (contest.rivalo.pk, "A lower price")


def test_order_follows_the_map_at_once(ana: User, contest: Deal) -> None:
    for name, person in (("Delivery", contest.lea), ("Price", contest.kim)):
        actions.add_criterion(contest.opportunity, facts={"name": name, "people": [person]}, by=ana, now=NOW)
    assert [one.name for one in criteria_of(contest.opportunity)] == ["Price", "Delivery"]

    judge(contest.kim, attribute="influence", value="outside", by=ana, now=NOW)
    judge(contest.lea, attribute="influence", value="political", by=ana, now=NOW)

    assert [one.name for one in criteria_of(contest.opportunity)] == ["Delivery", "Price"]


def test_who_was_taken_off_the_map_does_not_pull_and_is_not_forgotten(ana: User, contest: Deal) -> None:
    price = actions.add_criterion(
        contest.opportunity, facts={"name": "Price", "people": [contest.kim]}, by=ana, now=NOW
    )
    take_off(contest.kim, by=ana, now=NOW)

    actions.edit_criterion(price, changes={"people": [contest.lea]}, by=ana, now=LATER)

    assert field_of(contest.opportunity).order[0].asked.influences == [""]
    assert set(price.people.all()) == {contest.kim, contest.lea}


def test_fit_is_judged_against_what_one_saw(ana: User, ben: User, contest: Deal) -> None:
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    actions.judge_fit(price, None, value=2, by=ana, now=NOW)

    with pytest.raises(FitJudgedMeanwhile) as meanwhile:
        actions.judge_fit(price, None, value=0, seen=None, by=ben, now=LATER)

    assert meanwhile.value.value == 2
    assert field_of(contest.opportunity).fits_of("us") == {price.pk: 2}


def test_fit_keeps_what_it_rests_on(ana: User, contest: Deal) -> None:
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    said = {"kind": "said", "note": "They are 10% below us.", "happened_on": NOW.date()}

    actions.judge_fit(price, contest.rivalo, value=3, evidence=said, by=ana, now=NOW)

    (found,) = evidence_of("decision_criterion", [price.pk])[price.pk, f"fit:{contest.rivalo.pk}"]
    assert (found.value, found.note) == ("3", "They are 10% below us.")
    assert Event.objects.filter(verb="fit.judged").get().after == {"fit": 3, "competitor": contest.rivalo.competitor_id}


def test_second_editor_of_a_criterion_is_told(ana: User, ben: User, contest: Deal) -> None:
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    actions.edit_criterion(price, changes={"is_mandatory": True}, by=ana, now=LATER, seen_at=NOW)

    with pytest.raises(CriterionChanged):
        actions.edit_criterion(price, changes={"name": "Cost"}, by=ben, now=LATER, seen_at=NOW)


def test_stranger_cannot_add_a_criterion(cleo: User, turbines: Opportunity) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_criterion(turbines, facts={"name": "Price"}, by=cleo, now=NOW)


def test_rules_see_what_is_known_and_no_more(ana: User, contest: Deal) -> None:
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price", "is_mandatory": True}, by=ana, now=NOW)
    known = signals_of([contest.opportunity], NOW.date())[contest.opportunity.pk]
    assert (known["competition_rivals"], known["competition_ahead"], known["competition_weak_mandatory"]) == (
        1,
        None,
        None,
    )

    actions.judge_fit(price, None, value=1, by=ana, now=NOW)
    actions.judge_fit(price, contest.rivalo, value=2, by=ana, now=NOW)

    known = signals_of([contest.opportunity], NOW.date())[contest.opportunity.pk]
    assert known["competition_ahead"] is True
    assert (known["competition_weak_mandatory"], known["competition_lost_top"]) == (1, 1)
    assert (known["competition_formal_known"], known["competition_informal_known"]) == (True, False)
