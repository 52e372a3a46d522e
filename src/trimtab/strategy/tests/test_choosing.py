"""The terrain as the rooms know it, the choice against it, and what worked before."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.assessments.actions import Reply, give_answer
from trimtab.competition import actions as competition
from trimtab.competition.models import Competitor
from trimtab.competition.tests.conftest import Deal
from trimtab.core import shares
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.relationships.actions import judge
from trimtab.relationships.models import Member
from trimtab.strategy import actions, record
from trimtab.strategy.actions import ChosenMeanwhile
from trimtab.strategy.models import StrategyChoice
from trimtab.strategy.record import Tally
from trimtab.strategy.signals import signals_of
from trimtab.strategy.terrain import terrain_of

pytestmark = pytest.mark.django_db
GOAL = {"goal": "Signed in March", "how": "Make delivery the measure"}


def know(member: Member, by: User, **values: str) -> None:
    for attribute, value in values.items():
        judge(member, attribute=attribute, value=value, by=by, now=NOW)


def choose(
    opportunity: Opportunity, by: User, strategy: str = "flanking", seen: int | None = None, **texts: str
) -> StrategyChoice:
    return actions.choose_strategy(opportunity, strategy=strategy, texts=GOAL | texts, seen=seen, by=by, now=NOW)


def test_nobody_judged_is_no_default(contest: Deal) -> None:
    terrain = terrain_of(contest.opportunity).terrain

    assert (terrain.advantage, terrain.balance, terrain.access, terrain.holds) == (None, None, None, None)


def test_access_is_somebody_of_the_inner_circle_whom_we_meet(ana: User, contest: Deal) -> None:
    know(contest.lea, ana, influence="outside")
    know(contest.kim, ana, coverage="brief", support="neutral")
    assert terrain_of(contest.opportunity).terrain.access is False

    know(contest.kim, ana, coverage="multiple")

    assert terrain_of(contest.opportunity).terrain.access is True


def test_who_holds_it_among_the_others_means_that_we_do_not(ana: User, contest: Deal) -> None:
    actions.say_ground(contest.opportunity, facts={"holds": True}, by=ana, now=NOW)
    assert terrain_of(contest.opportunity).terrain.holds is True

    competition.edit_contender(contest.rivalo, changes={"is_incumbent": True}, by=ana, now=NOW)

    known = terrain_of(contest.opportunity)
    assert (known.terrain.holds, known.holder) == (False, "Rivalo")


def test_lead_is_against_the_best_of_the_others(ana: User, contest: Deal) -> None:
    price = competition.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    nothing = competition.keep_do_nothing(contest.opportunity, by=ana, now=NOW)
    for party, value in ((None, 2), (contest.rivalo, 1), (nothing, 3)):
        competition.judge_fit(price, party, value=value, by=ana, now=NOW)

    known = terrain_of(contest.opportunity)

    # By hand: (2 − 3) ÷ 3 against doing nothing, not (2 − 1) ÷ 3 against Rivalo.
    assert known.rival == "Do nothing"
    assert known.terrain.advantage == pytest.approx(-1 / 3)


def test_against_the_facts_one_says_why(ana: User, contest: Deal) -> None:
    holds_it(contest, ana)

    with pytest.raises(ValidationError, match="Say what they do not show"):
        choose(contest.opportunity, ana, "frontal")

    made = choose(contest.opportunity, ana, "frontal", because="Their chief called us.")
    assert (made.advised, made.is_against_advice, made.terrain["holds"]) == ("defend", True, True)


def holds_it(contest: Deal, by: User) -> None:
    """Worth winning, and ours today, against Rivalo who is as good: the facts speak for defending."""
    for key in ("short_revenue", "future_revenue", "profitability", "risk", "strategic_value"):
        give_answer(contest.opportunity, Reply(key, "yes"), by=by, now=NOW)
    actions.say_ground(contest.opportunity, facts={"holds": True}, by=by, now=NOW)
    price = competition.add_criterion(contest.opportunity, facts={"name": "Price"}, by=by, now=NOW)
    for party in (None, contest.rivalo):
        competition.judge_fit(price, party, value=2, by=by, now=NOW)


def test_the_page_says_what_it_hangs_on(ana: User, contest: Deal) -> None:
    holds_it(contest, ana)

    page = client_for(ana).get(reverse("opportunity-strategy", args=[contest.opportunity.pk])).content.decode()

    assert "No strategy is chosen. The facts speak for Defend." in page
    assert "+0.51 would make it Frontal" in page


def test_choosing_on_the_page_asks_why_and_keeps_what_was_typed(ana: User, contest: Deal) -> None:
    holds_it(contest, ana)
    client, url = client_for(ana), reverse("strategy-choice", args=[contest.opportunity.pk])

    asked = client.post(url, {"strategy": "frontal", "goal": "Signed in March", "seen": ""})

    assert asked.status_code == 422
    assert "Signed in March" in asked.content.decode()
    done = client.post(url, {"strategy": "frontal", "goal": "Signed in March", "because": "Told so.", "seen": ""})
    assert done.status_code == 302
    assert StrategyChoice.objects.get().because == "Told so."


def test_the_assessment_comes_before_the_criteria(ana: User, contest: Deal) -> None:
    holds_it(contest, ana)
    give_answer(contest.opportunity, Reply("fit", "yes"), by=ana, now=NOW)
    give_answer(contest.opportunity, Reply("fit", "no", contender=contest.rivalo), by=ana, now=NOW)

    known = terrain_of(contest.opportunity)

    assert (known.lead_from, known.rival) == ("assessment", "Rivalo")
    assert known.terrain.advantage is not None
    assert known.terrain.advantage > 0
    assert (known.terrain.worth, known.terrain.future) == ("weak", True)


def test_a_new_choice_keeps_the_one_before(ana: User, contest: Deal) -> None:
    first = choose(contest.opportunity, ana)

    choose(contest.opportunity, ana, "fragment", seen=first.pk)

    assert [one.type for one in StrategyChoice.objects.standing()] == ["fragment"]
    first.refresh_from_db()
    assert first.replaced_at == NOW


def test_the_same_again_is_nothing_new(ana: User, contest: Deal) -> None:
    first = choose(contest.opportunity, ana)

    assert choose(contest.opportunity, ana, seen=first.pk) == first


def test_second_to_choose_is_told(ana: User, ben: User, contest: Deal) -> None:
    choose(contest.opportunity, ana)

    with pytest.raises(ChosenMeanwhile):
        choose(contest.opportunity, ben, "develop")


def test_stranger_cannot_choose(cleo: User, contest: Deal) -> None:
    with pytest.raises(PermissionDenied):
        choose(contest.opportunity, cleo)


def test_rules_see_what_was_chosen(ana: User, contest: Deal) -> None:
    choose(contest.opportunity, ana)

    known = signals_of([contest.opportunity], NOW.date())[contest.opportunity.pk]

    assert (known["strategy_chosen"], known["strategy_advised"], known["strategy_against_facts"]) == (
        "flanking", None, None,
    )  # fmt: skip


def test_what_worked_is_counted_from_what_one_sees(
    ana: User, cleo: User, acme: Account, process: Process, rivalo: Competitor
) -> None:
    for end, count in (("Won", 3), ("Lost", 1)):
        for _number in range(count):
            past = deal("Past", owner=ana, process=process, account=acme, at="Proof")
            competition.add_contender(past, rivalo, by=ana, now=NOW)
            choose(past, ana)
            Opportunity.objects.filter(pk=past.pk).update(status=end.lower(), closed_at=NOW)

    found = record.against(ana, rivalo)

    assert (found.whole.won, found.whole.lost) == (3, 1)
    assert [(line.tally.key, line.verdict) for line in found.strategies] == [("flanking", "unknown")]
    assert [line.tally.key for line in found.segments] == ["MM"]
    assert record.against(cleo, rivalo).whole.n == 0
    assert record.by_strategy(cleo) == []


def test_wilson_and_newcombe_by_reference() -> None:
    # Newcombe 1998, table II: 56 of 70 against 48 of 80 gives 0.0524 to 0.3339 (method 10).
    low, high = record.difference(Tally("", 56, 14), Tally("", 48, 32))

    assert [round(low, 4), round(high, 4)] == [0.0524, 0.3339]
    assert record.verdict(Tally("", 56, 14), Tally("", 48, 32)) == "better"
    assert record.verdict(Tally("", 7, 0), Tally("", 0, 80)) == "unknown"


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(counted: tuple[int, int]) -> None:
    hits, n = counted

    low, high = shares.wilson(hits, n)

    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1
