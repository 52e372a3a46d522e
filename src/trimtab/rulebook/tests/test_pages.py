"""The pages of findings and of rules."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.rulebook import actions
from trimtab.rulebook.models import Finding, KeptRule, Reply, Sight

pytestmark = pytest.mark.django_db
LATE = {"g:r": "all", "n:r": "1", "s:r-0": "opportunity_closes_in", "o:r-0": "less", "v:r-0": "0"}
SAID = {
    "title": "Passed {opportunity_closes_in} ago.",
    "level": "warning",
    "days": "3",
    "action": "Set the date",
    "whom": "",
}


@pytest.fixture
def turbines(acme: Account, ana: User, process: Process) -> Opportunity:
    """Ana's deal whose close date passed three days ago."""
    close_on = timezone.now().date() - timedelta(days=3)
    return deal("Turbines", owner=ana, process=process, account=acme, at="Proposal", close_on=close_on)


@pytest.fixture
def passed(turbines: Opportunity) -> Finding:
    """That its date passed."""
    actions.look_at([turbines.pk], now=timezone.now())
    return Finding.objects.get(rule="date_passed")


def test_a_look_from_the_page_finds_shows_and_notes_who_saw_it(turbines: Opportunity, ana: User) -> None:
    client = client_for(ana)
    before = client.get(f"/opportunities/{turbines.pk}/findings/").content.decode()

    client.post(f"/opportunities/{turbines.pk}/findings/reading/")
    after = client.get(f"/opportunities/{turbines.pk}/findings/").content.decode()

    assert "The rules have not looked at it yet." in before
    assert "The close date passed 3 days ago." in after
    assert f"/opportunities/{turbines.pk}/" in after
    assert Sight.objects.filter(person=ana).count() == Finding.objects.count() > 0


def test_the_panel_is_a_part_of_the_page(passed: Finding, ana: User) -> None:
    panel = client_for(ana).get(f"/opportunities/{passed.opportunity_id}/findings/", headers={"HX-Request": "true"})

    text = panel.content.decode()
    assert text.lstrip().startswith('<section class="section" id="opportunity-findings">')
    assert "The close date passed 3 days ago." in text


def test_one_click_plans_the_action_and_comes_back(passed: Finding, ana: User) -> None:
    answer = client_for(ana).post(f"/findings/{passed.pk}/action/", {"next": "/today/"})

    planned = Action.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/today/")
    assert (planned.assignee, planned.opportunity, planned.intent) == (ana, passed.opportunity, "learn")
    assert Reply.objects.get().action == planned


def test_nobody_is_sent_elsewhere(passed: Finding, ana: User) -> None:
    asked = {"choose": "It is not so.", "next": "https://elsewhere.example/"}

    answer = client_for(ana).post(f"/findings/{passed.pk}/rejection/", asked)

    assert answer["Location"] == f"/opportunities/{passed.opportunity_id}/findings/"


def test_a_refusal_without_a_reason_keeps_the_form(passed: Finding, ana: User) -> None:
    answer = client_for(ana).post(f"/findings/{passed.pk}/rejection/", {"reason": ""})

    assert answer.status_code == 422
    assert not Reply.objects.exists()


def test_today_says_nothing_twice(passed: Finding, ana: User) -> None:
    assert "What the rules find urgent" not in client_for(ana).get("/today/").content.decode()


def test_today_names_what_is_urgent_until_it_is_answered(passed: Finding, ana: User) -> None:
    Finding.objects.filter(pk=passed.pk).update(rule="no_approver")
    client, sentence = client_for(ana), "What the rules find urgent"
    before = client.get("/today/").content.decode()

    actions.refuse(passed, reason="It is not so.", by=ana, now=timezone.now())

    assert sentence in before
    assert sentence not in client.get("/today/").content.decode()


def test_today_says_one_line_for_each_deal_and_how_many_more(passed: Finding, ana: User) -> None:
    Finding.objects.filter(pk=passed.pk).update(rule="no_approver")
    Finding.objects.create(
        opportunity=passed.opportunity, rule="no_decider", version=1, level=passed.level, about="", facts={},
        began_at=passed.began_at, looked_at=passed.looked_at,
    )  # fmt: skip

    page = client_for(ana).get("/today/").content.decode()

    assert page.count("/action/") == 1
    assert "and 1 more of this deal" in page


def test_the_list_shows_a_leader_what_presses_and_a_stranger_nothing(passed: Finding, ben: User, cleo: User) -> None:
    seen = client_for(ben).get("/findings/", {"scope": "everyone", "rule": "date_passed"}).content.decode()
    unseen = client_for(cleo).get("/findings/", {"scope": "everyone", "level": "all"}).content.decode()

    assert "Turbines" in seen
    assert "Turbines" not in unseen


def test_a_rule_is_tried_before_it_is_saved(
    passed: Finding, finn: User, bolt: Account, cleo: User, process: Process
) -> None:
    """Screen check 17: counts and lists of matched and missed records."""
    deal("Fleet", owner=cleo, process=process, account=bolt, close_on=timezone.now().date() + timedelta(days=30))
    deal("Dateless", owner=cleo, process=process, account=bolt)

    text = client_for(finn).post("/settings/rules/new/", {**LATE, **SAID, "do": "try"}).content.decode()

    assert "Of 3: it speaks of 1, is silent about 1, and cannot tell of 1." in text
    assert "Passed 3 days ago." in text
    assert not KeptRule.objects.exists()


def test_saving_what_matches_nothing_warns_first(passed: Finding, finn: User) -> None:
    client, never = client_for(finn), {**LATE, "v:r-0": "-900", **SAID}
    warned = client.post("/settings/rules/new/", {**never, "do": "save"})

    saved = client.post("/settings/rules/new/", {**never, "do": "save-anyway"})

    assert "It speaks of none of them." in warned.content.decode()
    assert saved.status_code == 302
    assert KeptRule.objects.get().key == "own_passed_ago"


def test_the_builder_changes_the_tree_without_saving_and_keeps_what_was_typed(finn: User) -> None:
    asked = {**LATE, **SAID, "edit": "group:r"}

    text = client_for(finn).post("/settings/rules/new/", asked).content.decode()

    assert 'name="g:r-1"' in text
    assert 'name="o:r-0"' in text
    assert 'value="Passed {opportunity_closes_in} ago."' in text
    assert not KeptRule.objects.exists()


def test_a_condition_that_is_none_is_said_in_words(finn: User) -> None:
    answer = client_for(finn).post("/settings/rules/new/", {**LATE, **SAID, "v:r-0": "soon", "do": "save"})

    assert answer.status_code == 422
    assert "is no number" in answer.content.decode()


def test_the_second_of_two_editors_sees_what_the_first_did(passed: Finding, finn: User) -> None:
    client, asked = client_for(finn), {**LATE, **SAID, "do": "save", "version": "1"}
    client.post("/settings/rules/date_passed/", {**asked, "title": "The first."})

    second = client.post("/settings/rules/date_passed/", {**asked, "title": "The second."})

    assert second.status_code == 409
    assert "The first." in second.content.decode()
    assert KeptRule.objects.get().definition["title"] == "The first."


def test_a_shipped_rule_is_set_back(passed: Finding, finn: User) -> None:
    client = client_for(finn)
    client.post("/settings/rules/date_passed/", {**LATE, **SAID, "do": "save", "version": "1"})

    client.post("/settings/rules/date_passed/reset/")

    kept = KeptRule.objects.get()
    assert (kept.definition, kept.version, kept.versions.count()) == ({}, 3, 2)


def test_rules_are_taken_along_and_brought_in(finn: User) -> None:
    """Screen check 20: what is exported is the same where it is imported."""
    client = client_for(finn)
    taken = json.loads(client.get("/settings/rules/file/").content)
    taken["rules"][0]["title"] = "Changed elsewhere."
    taken["rules"].append({**taken["rules"][1], "key": "own_elsewhere"})

    brought = SimpleUploadedFile("rules.json", json.dumps(taken).encode())
    client.post("/settings/rules/arrival/", {"file": brought})
    again = json.loads(client.get("/settings/rules/file/").content)

    assert again["rules"] == taken["rules"]
    assert KeptRule.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff", "This is no JSON"), (b"{}", "no rules of Trimtab"), (b"[" * 5000, "This is no JSON"),
     (b'{"format": "trimtab-rules", "rules": [{"key": "a b"}]}', "Rule 1:")],
)  # fmt: skip
def test_a_file_that_is_wrong_brings_nothing_in(content: bytes, said: str, finn: User) -> None:
    answer = client_for(finn).post("/settings/rules/arrival/", {"file": SimpleUploadedFile("rules.json", content)})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not KeptRule.objects.exists()


def test_a_seller_reads_a_rule_and_tries_it(passed: Finding, ana: User) -> None:
    client = client_for(ana)

    text = client.get("/settings/rules/date_passed/?" + urlencode({"try": 1})).content.decode()

    assert "Of 1: it speaks of 1" in text
    assert client.post("/settings/rules/date_passed/", {**LATE, **SAID, "do": "save"}).status_code == 403
