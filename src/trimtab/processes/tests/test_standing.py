"""What counts as true, and what is said when answers, stage and date do not fit together."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.processes.actions import answer_milestone, link_stages, pause_opportunity, resume_opportunity
from trimtab.processes.models import AnswerGiven, ProcessVersion, SalesProcess
from trimtab.processes.queries import progress_of
from trimtab.processes.signals import SIGNALS, signals_of
from trimtab.processes.tests.builders import answer, answer_step, found_of
from trimtab.processes.timeline import days_of
from trimtab.processes.wording import differences, warnings

pytestmark = pytest.mark.django_db


def test_a_yes_without_evidence_stays_yellow(robots: Opportunity, ana: User) -> None:
    answer(robots, "qualify-need", by=ana, proven=False)

    first = found_of(robots).steps[0].milestones[1]

    assert (first.value, first.counts, first.is_capped) == ("yes", "in_progress", True)


def test_an_assumption_is_no_evidence(robots: Opportunity, ana: User) -> None:
    guess = {"kind": "assumption", "happened_on": NOW.date()}
    answer_milestone(robots, "qualify-need", value="yes", evidence=guess, by=ana, now=NOW)

    assert found_of(robots).steps[0].milestones[1].is_capped


def test_an_organisation_may_let_a_yes_count_by_itself(robots: Opportunity, ana: User) -> None:
    answer(robots, "qualify-need", by=ana, proven=False)
    SalesProcess.objects.update(needs_evidence=False)

    assert found_of(robots).steps[0].milestones[1].counts == "yes"


def test_evidence_of_years_ago_has_to_be_asked_for_again(robots: Opportunity, ana: User) -> None:
    answer(robots, "qualify-need", by=ana)

    later = found_of(robots, at=NOW + timedelta(days=800))

    assert later.steps[0].milestones[1].is_capped


def test_a_step_is_passed_with_all_its_milestones_and_one_answer_in_the_next(
    robots: Opportunity, ana: User, version: ProcessVersion
) -> None:
    answer_step(robots, version, 0, by=ana)
    before = found_of(robots)
    answer(robots, "meet-next", "no", by=ana)

    assert (before.index, found_of(robots).index) == (0, 1)
    assert not before.steps[0].gate.next_touched


def test_a_no_in_a_passed_step_is_a_step_back(robots: Opportunity, ana: User, version: ProcessVersion) -> None:
    answer_step(robots, version, 0, by=ana)
    answer(robots, "meet-talk", by=ana)
    answer(robots, "qualify-need", "no", by=ana)

    found = found_of(robots)

    assert found.index == 0
    assert [one.milestone.key for one in found.regressed] == ["qualify-need"]
    said = "A step that was passed has a No again: Somebody there says in their own words what should be better."
    assert ("bad", said) in warnings(found)


def test_a_no_is_no_step_back_where_nothing_was_passed(robots: Opportunity, ana: User) -> None:
    answer(robots, "qualify-need", "no", by=ana)

    assert not found_of(robots).regressed


def test_the_stated_stage_stands_beside_the_computed_step_with_the_reason(
    robots: Opportunity, ana: User, finn: User, version: ProcessVersion, process: Process
) -> None:
    proposal = stage(process, "Proposal")
    link_stages(version, step_of={proposal: version.steps.get(key="offer")}, by=finn, now=NOW)
    edit_opportunity(robots, changes={"stage": proposal}, by=ana, now=NOW)

    found = found_of(robots)

    assert (found.index, found.stated_index) == (0, 4)
    assert next(differences(found)) == (
        "The stage “Proposal” means Proposal; the answers say Qualify. 0% of it is true; 80% are needed."
    )


def test_a_date_more_than_two_weeks_too_early_is_red_with_the_reason(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"close_on": NOW.date() + timedelta(days=100)}, by=ana, now=NOW)

    found = found_of(robots)

    assert found.close_on == NOW.date() + timedelta(days=10 + 14 + 30 + 14 + 21 + 21 + 14)
    assert (found.days_later, found.is_stated_too_early) == (24, True)
    assert "24 days too early" in list(differences(found))[-1]
    assert "Qualify still needs 10 days, and the 6 steps after it 114 days." in list(differences(found))[-1]


def test_a_pause_moves_the_computed_date_and_stands_on_the_line_of_days(robots: Opportunity, ana: User) -> None:
    before = found_of(robots).close_on
    pause_opportunity(robots, reason="New budget", until_on=NOW.date() + timedelta(days=30), by=ana, now=NOW)

    paused = found_of(robots)
    resume_opportunity(robots, by=ana, now=NOW + timedelta(days=30))
    resumed = found_of(robots, at=NOW + timedelta(days=30))

    assert paused.close_on == before + timedelta(days=30) == resumed.close_on
    assert (days_of(paused).pauses[0].reason, resumed.paused_days) == ("New budget", 30)
    assert resumed.age == found_of(robots).age


def test_answers_of_one_day_are_marked_and_silence_is_counted(
    robots: Opportunity, ana: User, version: ProcessVersion
) -> None:
    for number in (0, 1):
        answer_step(robots, version, number, by=ana)

    found = found_of(robots, at=NOW + timedelta(days=30))

    assert found.stuffed is not None
    assert (found.stuffed.answers, found.silent) == (8, 30)
    assert [text for _mark, text in warnings(found) if "one day" in text] == [
        "8 of 8 answers were given on one day, Nov 20, 2026."
    ]


def test_every_answer_is_kept(robots: Opportunity, ana: User) -> None:
    for value in ("yes", "no", "", "in_progress"):
        answer_milestone(robots, "qualify-fit", value=value, by=ana, now=NOW)

    assert list(AnswerGiven.objects.order_by("pk").values_list("value", flat=True)) == ["yes", "no", "", "in_progress"]


def test_many_opportunities_take_no_more_queries(
    ana: User, acme: Account, process: Process, version: ProcessVersion
) -> None:
    deals = [deal(f"Deal {n}", owner=ana, process=process, account=acme, now=LONG_AGO) for n in range(8)]
    SalesProcess.objects.create(key="big", segment="Large", at_least=5, created_at=NOW, changed_at=NOW)
    for one in deals:
        answer(one, "qualify-fit", by=ana)

    numbers = []
    for some in (deals[:1], deals):
        with CaptureQueriesContext(connection) as queries:
            progress_of(some, NOW.date())
        numbers.append(len(queries))

    assert numbers[0] == numbers[1] <= 12


def test_rules_see_what_the_page_shows(robots: Opportunity, ana: User) -> None:
    answer(robots, "qualify-fit", by=ana)

    values = signals_of([robots], NOW.date())[robots.pk]

    assert set(values) == {one.key for one in SIGNALS}
    assert values["processes_silent"] == 0
    assert values["processes_progress"] == 0.25
    assert values["processes_calibrated"] is None
