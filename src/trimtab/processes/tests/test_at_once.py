"""Under a load of edits no answer is lost: answers, publishing and moving at one moment."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.cast import NOW
from tests.nerves.at_once import at_once
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.processes.actions import (
    AnswerChanged,
    add_milestone,
    answer_milestone,
    draft_version,
    follow_version,
    publish_version,
)
from trimtab.processes.models import AnswerGiven, Milestone, MilestoneAnswer, ProcessVersion

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = ("qualify-fit", "qualify-need", "qualify-owner", "meet-talk")


def test_publishing_and_moving_while_answers_are_given_loses_none(
    robots: Opportunity, ana: User, ben: User, finn: User, version: ProcessVersion
) -> None:
    draft = draft_version(version.process, by=finn, now=NOW)
    step = draft.steps.get(key="qualify")
    give: list[Callable[[], object]] = [
        partial(answer_milestone, robots, key, value="yes", note=by.name, by=by, now=NOW)
        for key in KEYS
        for by in (ana, ben)
    ]
    add: Callable[[], object] = partial(add_milestone, step, fields={"text": "Credit is checked"}, by=finn, now=NOW)

    def publish() -> None:
        follow_version(robots, publish_version(draft, by=finn, now=NOW), by=finn, now=NOW)

    both: list[Callable[[], object]] = [*give[:4], add, *give[4:]]
    at_once(both)
    at_once([publish, *give])

    assert dict(MilestoneAnswer.objects.values_list("milestone_key", "value")) == dict.fromkeys(KEYS, "yes")
    given = AnswerGiven.objects.filter(opportunity=robots)
    # An answer that changes nothing is none; whoever came second is in the history all the same.
    assert set(given.values_list("milestone_key", "note")) == {(key, by.name) for key in KEYS for by in (ana, ben)}
    assert Milestone.objects.filter(step__version=draft, text="Credit is checked").exists()
    robots.refresh_from_db()
    assert robots.following.version_id == draft.pk


def test_of_two_who_saw_no_answer_one_is_told(robots: Opportunity, ana: User, ben: User) -> None:
    def give(by: User, value: str) -> str:
        try:
            answer_milestone(robots, "qualify-fit", value=value, seen=0, by=by, now=NOW)
        except AnswerChanged:
            return "told"
        return value

    said = at_once([partial(give, ana, "yes"), partial(give, ben, "no")])

    assert said.count("told") == 1
    assert MilestoneAnswer.objects.get().value in said
