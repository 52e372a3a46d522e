"""Research: answers with source, date and confidence; completeness; what a new template does to open plans."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW
from trimtab.accounts.completeness import Hint, Score, mean_of
from trimtab.accounts.models import Account
from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.models import User
from trimtab.planning.actions import (
    add_swot,
    answer_question,
    edit_plan,
    save_template,
    strike_swot,
    take_newest_template,
)
from trimtab.planning.completeness import completeness_of, details_score
from trimtab.planning.models import Plan, TemplateVersion
from trimtab.planning.queries import newest_template
from trimtab.planning.shipped import TEXTS, Question, shipped_questions, words_of
from trimtab.planning.tests.builders import plan_of, reach_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
OWN: Question = {"key": "own_1", "about": "customer", "text": "Who signs?", "required": True}


def answer(plan: Plan, question: str, *, by: User, age: int = 0, text: str = "Yes") -> None:
    fields = {"text": text, "known_on": TODAY - timedelta(days=age), "confidence": "sure", "source": "Annual report"}
    answer_question(plan, question=question, fields=fields, by=by, now=NOW)


def test_details_by_hand(acme: Account, ana: User) -> None:
    """8 must be answered, 6 are, 3 of them lately: 6 / 8 × 70 + 3 / 8 × 30 = 63.75."""
    plan = plan_of(acme, by=ana)
    required = [one["key"] for one in plan.template.questions if one["required"]]
    for number, key in enumerate(required[:6]):
        answer(plan, key, by=ana, age=0 if number < 3 else 200)

    score = details_score(plan, list(plan.answers.all()), today=TODAY)

    assert (len(required), score.points) == (8, 63.75)
    assert [hint.gain for hint in score.hints] == [12.5, 12.5, 3.75, 3.75, 3.75]


def test_answering_raises_completeness_by_what_the_hint_says(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    before = completeness_of(reach_of(plan))
    assert before.mean is not None
    hint = next(one for one in before.hints if "/research/" in one.url)

    answer(plan, hint.url.rstrip("/").rpartition("/")[2], by=ana)

    after = completeness_of(reach_of(plan)).mean
    assert after is not None
    assert after.points - before.mean.points == pytest.approx(hint.gain)


def test_a_mean_shares_its_hints_and_knows_its_colours() -> None:
    found = mean_of([Score(30, [Hint("Do it", 40)]), Score(90)])

    assert found is not None
    assert (found.points, found.rag, found.hints) == (60, "amber", (Hint("Do it", 20),))
    assert [Score(points).rag for points in (39.9, 40, 74.9, 75)] == ["red", "amber", "amber", "green"]
    assert mean_of([]) is None


def test_a_second_answer_keeps_the_first_and_two_writers_are_told(acme: Account, ana: User, ben: User) -> None:
    plan = plan_of(acme, by=ana)
    answer(plan, "priorities", by=ana, text="Growth")
    fields = {"text": "Cost", "known_on": TODAY}

    with pytest.raises(ChangedMeanwhile):
        answer_question(plan, question="priorities", fields=fields, by=ben, now=NOW, seen=0)
    answer_question(plan, question="priorities", fields=fields, by=ben, now=NOW, seen=plan.answers.get().pk)

    assert sorted((one.text, one.superseded_at is None) for one in plan.answers.all()) == [
        ("Cost", True),
        ("Growth", False),
    ]


def test_a_new_version_leaves_open_plans_on_theirs_and_loses_no_answer(acme: Account, ana: User, dov: User) -> None:
    plan = plan_of(acme, by=ana)
    answer(plan, "priorities", by=ana)
    kept = [one for one in shipped_questions("expansion") if one["key"] == "strategy"]

    made = save_template("expansion", questions=[*kept, OWN], tiles=["details"], products=[], seen=1, by=dov, now=NOW)

    plan = Plan.objects.select_related("template").get(pk=plan.pk)
    assert (made.number, plan.template.number) == (2, 1)
    take_newest_template(plan, by=ana, now=NOW)
    plan = Plan.objects.select_related("template").get(pk=plan.pk)
    assert [one["key"] for one in plan.template.questions] == ["strategy", "own_1"]
    assert plan.answers.get().question == "priorities"
    assert list(completeness_of(reach_of(plan)).areas) == ["details"]


def test_another_purpose_brings_other_questions_and_keeps_the_answers(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    answer(plan, "priorities", by=ana)

    edited = edit_plan(plan, changes={"plan_type": "success"}, by=ana, now=NOW)

    assert edited.template.plan_type == "success"
    assert plan.answers.get().question == "priorities"


def test_saving_the_same_makes_no_version_and_an_older_one_is_refused(dov: User) -> None:
    shipped = newest_template("success")
    same = {"questions": shipped.questions, "tiles": shipped.tiles, "products": [], "by": dov, "now": NOW}
    assert save_template("success", seen=1, **same).number == 1

    save_template("success", seen=1, **same | {"questions": [OWN]})

    with pytest.raises(ChangedMeanwhile):
        save_template("success", seen=1, **same)
    assert TemplateVersion.objects.filter(plan_type="success").count() == 2


def test_every_shipped_question_has_words() -> None:
    asked = [one for plan_type in ("acquisition", "expansion", "success") for one in shipped_questions(plan_type)]

    assert {one["key"] for one in asked} == set(TEXTS)
    assert all(words_of(one).endswith("?") or "sentence" in words_of(one) for one in asked)


def test_what_is_struck_out_stays_readable_and_comes_back(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    entry = add_swot(plan, side="threat", text="A cheaper supplier", by=ana, now=NOW)
    strike_swot(plan, entry, is_struck=True, by=ana, now=NOW)
    entry.refresh_from_db()
    assert entry.struck_at == NOW

    strike_swot(plan, entry, is_struck=False, by=ana, now=NOW)

    entry.refresh_from_db()
    assert entry.struck_at is None
