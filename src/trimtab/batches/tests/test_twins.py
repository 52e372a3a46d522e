"""Two deals that are one: what each was judged by, and what that rests on, is there then, and back after the undo."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.assessments.actions import Reply, give_answer
from trimtab.assessments.queries import standings_of
from trimtab.batches.kinds import OPPORTUNITY
from trimtab.batches.tests.states import state_of_everything
from trimtab.batches.tests.test_merge import merged, taken_apart
from trimtab.competition.actions import add_competitor, add_contender, add_criterion, judge_fit
from trimtab.competition.queries import field_of
from trimtab.evidence.queries import evidence_of
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.processes.models import MilestoneAnswer
from trimtab.processes.tests.builders import answer, only_process
from trimtab.strategy.actions import choose_strategy
from trimtab.strategy.models import StrategyChoice
from trimtab.value.actions import confirm
from trimtab.value.queries import confirmed_lines_of
from trimtab.value.tests.builders import case_of, line, their_word

pytestmark = pytest.mark.django_db
SAID: Mapping[str, Any] = {"kind": "said", "note": "Yes, in May.", "happened_on": NOW.date()}


def test_what_only_the_second_assessment_knows_joins_the_first(
    ana: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    give_answer(turbines, Reply("fit", "no"), by=ana, now=NOW)
    give_answer(turbines, Reply("culture", "yes"), by=ana, now=NOW)
    for question in ("fit", "culture", "funds"):
        give_answer(pumps, Reply(question, "yes", evidence=SAID), by=ana, now=NOW)
    before = state_of_everything()

    batch = merged(OPPORTUNITY, turbines, pumps, by=ana)

    found = standings_of([turbines.pk], today=NOW.date())[turbines.pk]
    # No stays as the surviving deal says; what was said for Yes is read beside it, and does not count.
    assert found.answers == {"fit": "no", "culture": "yes", "funds": "yes"}
    assert found.proven == {"culture", "funds"}
    taken_apart(batch, by=ana)
    assert state_of_everything() == before


def test_how_a_competitor_of_both_meets_criteria_goes_along(
    ana: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    rivalo = add_competitor(fields={"name": "Rivalo"}, by=ana, now=NOW)
    there, other = (add_contender(deal, rivalo, by=ana, now=NOW) for deal in (turbines, pumps))
    criterion = add_criterion(pumps, facts={"name": "Runs by June"}, by=ana, now=NOW)
    judge_fit(criterion, other, value=1, evidence=SAID, by=ana, now=NOW)
    before = state_of_everything()

    batch = merged(OPPORTUNITY, turbines, pumps, by=ana)

    assert field_of(turbines).fits_of(there.party) == {criterion.pk: 1}
    assert (criterion.pk, f"fit:{there.pk}") in evidence_of("decision_criterion", [criterion.pk])
    taken_apart(batch, by=ana)
    assert state_of_everything() == before


def test_evidence_of_a_milestone_that_both_answered_joins(
    ana: User, finn: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    only_process(finn)
    answer(turbines, "qualify-need", proven=False, by=ana)
    answer(pumps, "qualify-need", by=ana)
    before = state_of_everything()

    batch = merged(OPPORTUNITY, turbines, pumps, by=ana)

    stands = MilestoneAnswer.objects.get(opportunity=turbines)
    assert len(evidence_of("milestone_answer", [stands.pk])[stands.pk, "value"]) == 1
    taken_apart(batch, by=ana)
    assert state_of_everything() == before


def test_value_and_strategy_keep_what_they_rest_on(
    ana: User, acme: Account, turbines: Opportunity, pumps: Opportunity
) -> None:
    saved = line(case_of(pumps, by=ana), "benefit", 60_000, by=ana, source="Their report")
    confirm(saved, evidence=their_word(acme), by=ana, now=NOW)
    said: dict[str, Any] = {"strategy": "develop", "texts": {"goal": "Win", "because": "We know them"}, "seen": None}
    chosen = choose_strategy(pumps, **said, evidence=SAID, by=ana, now=NOW)
    before = state_of_everything()

    batch = merged(OPPORTUNITY, turbines, pumps, by=ana)

    assert [one.line for one in confirmed_lines_of(turbines, today=NOW.date())] == [saved]
    assert StrategyChoice.objects.get(opportunity=turbines).pk == chosen.pk
    assert evidence_of("strategy_choice", [chosen.pk])
    taken_apart(batch, by=ana)
    assert state_of_everything() == before
