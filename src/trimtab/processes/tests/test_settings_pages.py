"""The pages of settings: reading for all, writing for operations; two editors of a draft; from and to a file."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from tests.cast import NOW, client_for, euros
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import stage
from trimtab.people.models import User
from trimtab.processes.actions import (
    add_content,
    bring_in_process,
    draft_version,
    edit_content,
    edit_milestone,
    publish_version,
)
from trimtab.processes.exchange import process_as_json
from trimtab.processes.models import Content, Milestone, ProcessVersion, SalesProcess, Step
from trimtab.processes.starters import start_of
from trimtab.processes.tests.builders import milestone_of

pytestmark = pytest.mark.django_db
SETTINGS = "/settings/sales-processes"


def typed_of_page(answer: HttpResponseBase) -> dict[str, str]:
    form = answer.context["form"]  # type: ignore[attr-defined]  # the test client puts it there
    sent = {bound.name: bound.value() for bound in form}
    return {
        name: "on" if value is True else str(value) for name, value in sent.items() if value not in (None, False, [])
    }


def typed_in(client: Client, place: str) -> dict[str, str]:
    form = client.get(place).context["form"]
    sent = {bound.name: bound.value() for bound in form}
    return {
        name: "on" if value is True else str(value) for name, value in sent.items() if value not in (None, False, [])
    }


def text_of(answer: HttpResponseBase) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]  # a whole page


def test_everybody_reads_and_operations_begins_one(version: ProcessVersion, ana: User, finn: User) -> None:
    read, begun = (text_of(client_for(one).get(f"{SETTINGS}/")) for one in (ana, finn))
    refused = client_for(ana).post(f"{SETTINGS}/", {"starter": "renewal"})
    client_for(finn).post(f"{SETTINGS}/", {"starter": "renewal"})
    nameless = client_for(finn).post(f"{SETTINGS}/", {"starter": "", "name": ""})

    assert "Seven steps" in read
    assert "Make a draft" not in read
    assert "For customers who decide whether to stay" in begun
    assert (refused.status_code, nameless.status_code) == (403, 422)
    assert SalesProcess.objects.get(key="renewal").label == "Renewal"


def test_what_ships_says_how_long_it_is() -> None:
    renewal = start_of("renewal")

    assert renewal is not None
    # By hand: use 3, again 4, offer 3, renewed 2 milestones; 30 + 30 + 21 + 14 days.
    assert (renewal.milestones, renewal.days) == (12, 95)
    assert start_of("") is None


def test_a_milestone_and_a_step_are_written_in_a_draft(version: ProcessVersion, finn: User, process: Process) -> None:
    client = client_for(finn)
    draft = draft_version(version.process, by=finn, now=NOW)
    first, proof = draft.steps.get(key="qualify"), stage(process, "Proof")

    client.post(
        f"{SETTINGS}/versions/{draft.pk}/steps/new/",
        typed_in(client, f"{SETTINGS}/versions/{draft.pk}/steps/new/") | {"name": "Tender", "stages": proof.pk},
    )
    client.post(
        f"{SETTINGS}/steps/{first.pk}/milestones/new/", {"text": "Credit is checked", "side": "ours", "weight": 2}
    )
    wrong = client.post(f"{SETTINGS}/steps/{first.pk}/milestones/new/", {"text": "", "side": "ours", "weight": 0})
    client.post(f"{SETTINGS}/steps/{first.pk}/moves/", {"to": "later"})
    client.post(f"{SETTINGS}/versions/{draft.pk}/publishing/", {"note": "Credit"})

    assert wrong.status_code == 422
    assert list(Step.objects.filter(version=draft).order_by("position").values_list("key", flat=True))[:2] == [
        "meet",
        "qualify",
    ]
    assert Step.objects.get(version=draft, key="tender").stages.get() == proof
    draft.refresh_from_db()
    # The step "Tender" asks nothing yet, so the draft stays one.
    assert draft.state == "draft"


def test_the_second_of_two_editors_of_a_draft_loses_nothing(version: ProcessVersion, finn: User, dov: User) -> None:
    draft = draft_version(version.process, by=finn, now=NOW)
    milestone, client = milestone_of(draft, "qualify-fit"), client_for(dov)
    place = f"{SETTINGS}/milestones/{milestone.pk}/"
    typed = typed_in(client, place) | {"text": "They are like our best customers"}
    edit_milestone(milestone, changes={"text": "They fit", "role": "Scout"}, by=finn, now=NOW + timedelta(hours=1))

    refused = client.post(place, typed)
    again = typed_of_page(refused)
    client.post(place, again)

    milestone.refresh_from_db()
    assert refused.status_code == 409
    assert (milestone.text, milestone.role) == ("They are like our best customers", "Scout")


def test_what_is_typed_stays_when_the_draft_was_published_meanwhile(version: ProcessVersion, finn: User) -> None:
    client, draft = client_for(finn), draft_version(version.process, by=finn, now=NOW)
    place = f"{SETTINGS}/milestones/{milestone_of(draft, 'qualify-fit').pk}/"
    typed = typed_in(client, place) | {"text": "My long sentence"}
    publish_version(draft, by=finn, now=NOW)

    refused = client.post(place, typed)

    assert refused.status_code == 422
    assert "My long sentence" in text_of(refused)
    assert "Make a new draft" in text_of(refused)


def test_conditions_are_set_and_a_range_upside_down_is_refused(version: ProcessVersion, finn: User) -> None:
    client = client_for(finn)
    client.post(f"{SETTINGS}/", {"starter": "complex"})
    place = f"{SETTINGS}/{SalesProcess.objects.get(key='complex').pk}/edit/"
    typed = typed_in(client, place)

    wrong = client.post(place, typed | {"at_least": "100", "below": "50"})
    client.post(place, typed | {"at_least": "100", "segment": "Large"})

    assert wrong.status_code == 422
    assert SalesProcess.objects.values_list("at_least", "segment").get(key="complex") == (euros(100), "Large")
    assert "segment: Large" in text_of(client.get(f"{SETTINGS}/"))


def test_a_process_goes_along_as_json_and_comes_back_the_same(version: ProcessVersion, finn: User) -> None:
    content = add_content(fields={"name": "Reference", "link": "https://example.com/r"}, by=finn, now=NOW)
    milestone_of(version, "prove-tried").contents.add(content)
    sent = text_of(client_for(finn).get(f"{SETTINGS}/versions/{version.pk}/export/"))

    file = BytesIO(sent.encode())
    file.name = "process.json"
    client_for(finn).post(f"{SETTINGS}/import/", {"file": file})

    copy = SalesProcess.objects.get(key="seven-steps-2")
    again = json.loads(process_as_json(copy, copy.versions.get()))
    assert again["steps"] == json.loads(sent)["steps"]
    assert copy.versions.get().state == "draft"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no", "This is no JSON."),
        ("[1]", "This is no sales process."),
        ('{"format": "trimtab-sales-process", "format_version": 9}', "another version"),
        ('{"format": "trimtab-sales-process", "format_version": 1, "steps": 4}', "must be a list"),
        (
            '{"format": "trimtab-sales-process", "format_version": 1, "name": "X", "at_least": "much"}',
            "must be a number",
        ),
        ('{"format": "trimtab-sales-process", "format_version": 1, "name": "X", "steps": [{"key": "a b"}]}', "key"),
    ],
)
def test_a_file_that_is_no_process_is_refused_in_words(text: str, said: str, finn: User) -> None:
    before = SalesProcess.objects.count()
    file = BytesIO(text.encode())
    file.name = "x.json"

    answered = client_for(finn).post(f"{SETTINGS}/import/", {"file": file})

    assert answered.status_code == 422
    assert said in text_of(answered)
    assert SalesProcess.objects.count() == before


def test_content_is_offered_at_its_milestone_until_it_is_archived(
    version: ProcessVersion, finn: User, dov: User
) -> None:
    client = client_for(finn)
    client.post("/settings/contents/", {"name": "Reference", "link": "javascript:alert(1)"})
    client.post("/settings/contents/", {"name": "Reference", "link": "https://example.com/"})
    content = Content.objects.get()
    typed = typed_in(client, f"/settings/contents/{content.pk}/") | {"description": "For doubters"}
    edit_content(content, changes={"name": "Our reference"}, by=dov, now=NOW)

    conflict = client.post(f"/settings/contents/{content.pk}/", typed)
    client.post(f"/settings/contents/{content.pk}/archiving/")

    content.refresh_from_db()
    assert conflict.status_code == 409
    assert content.archived_at is not None
    assert not Milestone.objects.filter(contents__archived_at=None).exclude(contents=None).exists()


def test_a_key_from_a_file_is_never_there_twice(finn: User) -> None:
    step = {"key": "a", "name": "A", "milestones": [{"key": "m", "text": "M"}, {"key": "m", "text": "N"}]}
    text = json.dumps({"format": "trimtab-sales-process", "format_version": 1, "name": "X", "steps": [step]})

    with pytest.raises(Exception, match="there twice"):
        bring_in_process(text, by=finn, now=NOW)
