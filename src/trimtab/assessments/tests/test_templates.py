"""What assessments ask: written, versioned, carried to another installation."""

import io
import json
from typing import Any

import pytest
from django.utils import translation

from tests.cast import NOW, client_for
from trimtab.assessments.actions import Reply, add_template, archive_template, give_answer, save_draft
from trimtab.assessments.editing import content_of, fields_of
from trimtab.assessments.models import Template, TemplateVersion
from trimtab.assessments.queries import standings_of
from trimtab.assessments.scores import Given, scores_of
from trimtab.assessments.shipped import FOUR_QUESTIONS, SHIPPED
from trimtab.assessments.template_json import BadScorecard, as_json, scorecard_in
from trimtab.assessments.templates import template_of
from trimtab.core.versions import ChangedMeanwhile
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

CARD = SHIPPED[FOUR_QUESTIONS]


def broken(**changes: Any) -> dict[str, Any]:
    """The shipped template with something wrong in its first question."""
    content = as_json(CARD)
    content["sections"][0]["questions"][0] |= changes
    return content


def test_a_template_that_was_written_out_and_read_in_scores_the_same() -> None:
    """Screen check 20 of the method, the part of templates."""
    again = scorecard_in(json.loads(json.dumps(as_json(CARD))))
    answers = {one.key: Given("yes" if number % 3 else "no", True) for number, one in enumerate(CARD.questions())}

    assert again.sections == CARD.sections
    assert scores_of(again, answers) == scores_of(CARD, answers)


def test_the_editor_gives_back_what_it_shows() -> None:
    assert as_json(scorecard_in(content_of(fields_of(CARD)))) == as_json(CARD)


def test_texts_left_as_shipped_stay_in_the_readers_language() -> None:
    content = as_json(CARD)

    assert {one["text"] for section in content["sections"] for one in section["questions"]} == {""}
    with translation.override("xx"):
        assert str(scorecard_in(content).sections[0].name) == str(CARD.sections[0].name)


@pytest.mark.parametrize(
    "content",
    [
        None, [], {"sections": []}, {"sections": [{"key": "own", "name": "", "questions": []}]},
        broken(weight="heavy"), broken(weight=99), broken(weight=float("nan")), broken(kind="colour"),
        broken(key="Not A Key"), broken(key="profile"), broken(link="javascript:alert(1)"), broken(text=["x"]),
        broken(kind="choice", options=[]), broken(options=[{"key": "maybe", "score": 1}]),
        as_json(CARD) | {"red": 0.9}, as_json(CARD) | {"sections": "many"},
    ],
)  # fmt: skip
def test_what_nobody_could_answer_is_refused_with_a_sentence(content: Any) -> None:
    with pytest.raises(BadScorecard, match=r"\.$"):
        scorecard_in(content)


@pytest.mark.django_db
def test_the_second_of_two_editors_of_a_draft_loses_nothing(dov: User, finn: User) -> None:
    save_draft(FOUR_QUESTIONS, content=as_json(CARD), by=dov, now=NOW)

    with pytest.raises(ChangedMeanwhile):
        save_draft(FOUR_QUESTIONS, content=as_json(CARD), by=finn, now=NOW)


@pytest.mark.django_db
def test_the_shipped_template_stays_since_rules_read_it(finn: User) -> None:
    with pytest.raises(BadScorecard):
        archive_template(FOUR_QUESTIONS, by=finn, now=NOW)


@pytest.mark.django_db
def test_finn_edits_a_draft_puts_it_into_use_and_nothing_is_deleted(finn: User, ana: User, pumps: Opportunity) -> None:
    client, url = client_for(finn), f"/settings/assessments/{FOUR_QUESTIONS}/"
    give_answer(pumps, Reply("funds", "yes"), by=ana, now=NOW)
    typed = _typed(fields_of(CARD)) | {"s0-q3-weight": "3", "s0-q3-text": "Budget", "seen": ""}

    kept = client.post(url, typed)
    client.post(f"{url}activation/")
    page = client_for(ana).get(f"/opportunities/{pumps.pk}/assessment/version/").content.decode()
    client_for(ana).post(f"/opportunities/{pumps.pk}/assessment/version/")

    assert kept.status_code == 302
    assert "weight 1 → 3" in page
    assert "Budget" in page
    assert standings_of([pumps.pk])[pumps.pk].sections["opportunity"].points == 3
    assert TemplateVersion.objects.get().state == "active"


@pytest.mark.django_db
def test_wrong_input_stays_in_the_editor(finn: User) -> None:
    typed = _typed(fields_of(CARD)) | {"s0-q0-weight": "heavy"}

    answer = client_for(finn).post(f"/settings/assessments/{FOUR_QUESTIONS}/", typed)

    assert answer.status_code == 422
    assert 'value="heavy"' in answer.content.decode()
    assert not TemplateVersion.objects.exists()


@pytest.mark.django_db
def test_the_example_follows_what_is_typed_and_saves_nothing(finn: User) -> None:
    typed = _typed(fields_of(CARD)) | {"s0-q0-weight": "10"}

    answer = client_for(finn).post(f"/settings/assessments/{FOUR_QUESTIONS}/", typed, headers={"HX-Request": "true"})

    assert "12 of 15 points" in answer.content.decode()  # 10 + 1 + 0 − 1 + 2 of 10 + 1 + 1 + 1 + 2
    assert not Template.objects.exists()


@pytest.mark.django_db
def test_a_file_of_another_installation_becomes_a_draft(finn: User) -> None:
    client = client_for(finn)
    file = client.get(f"/settings/assessments/{FOUR_QUESTIONS}/versions/0/json/").content

    read = client.post("/settings/assessments/import/", {"file": io.BytesIO(file), "name": "Tender"})
    wrong = client.post("/settings/assessments/import/", {"file": io.BytesIO(b"{"), "name": "Other"})

    known = template_of("tender")
    assert read.status_code == 302
    assert known is not None
    assert (known.draft, known.active, known.is_offered) == (1, 0, False)
    assert wrong.status_code == 422
    assert "That is no JSON file." in wrong.content.decode()


@pytest.mark.django_db
def test_two_templates_have_two_names(finn: User) -> None:
    with pytest.raises(BadScorecard):
        add_template(name=str(CARD.name), content=as_json(CARD), by=finn, now=NOW)


def _typed(fields: dict[str, Any]) -> dict[str, str]:
    """What a browser would send of the editor."""
    found = {name: str(fields[name]) for name in ("name", "green", "red", "half_life")} | {"needs_evidence": "on"}
    for section in fields["sections"]:
        found |= {f"{section['place']}-{name}": section[name] for name in ("key", "name")}
        for question in section["questions"]:
            values = {name: value for name, value in question.items() if name != "place" and value is not False}
            found |= {f"{question['place']}-{name}": str(value) for name, value in values.items()}
    return found
