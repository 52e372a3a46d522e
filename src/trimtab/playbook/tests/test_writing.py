"""Writing plays: versions, drafts, two editors, taking along."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import NOW, client_for
from trimtab.core.models import Organisation
from trimtab.people.models import User
from trimtab.playbook.actions import PlayChanged, activate_draft, archive_play, draft_play, drop_draft
from trimtab.playbook.catalogue import active_plays, all_plays, play_named
from trimtab.playbook.exchange import document_of
from trimtab.playbook.facts import PlayFacts
from trimtab.playbook.models import Play, PlayVersion
from trimtab.playbook.shipped import SHIPPED
from trimtab.playbook.tests.builders import listed, play

pytestmark = pytest.mark.django_db
KEY = "proof-on-their-terms"


@pytest.fixture
def as_ben(ben: User, organisation: Organisation) -> Client:
    return client_for(ben)


def typed(client: Client, key: str = KEY) -> dict[str, object]:
    """What the form of a play shows, as the browser would send it."""
    form = client.get(f"/playbook/plays/{key}/edit/").context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: "" if value is None else value for name, value in values.items()}


def imported(client: Client, document: object) -> object:
    return client.post("/playbook/import/", {"file": SimpleUploadedFile("p.json", json.dumps(document).encode())})


def test_a_new_site_offers_the_shipped_plays_without_a_row(db: None) -> None:
    assert [one.key for one in active_plays()] == list(SHIPPED)
    assert not Play.objects.exists()


def test_an_edit_makes_a_version_and_the_one_in_use_stays_until_the_draft_is_taken(as_ben: Client) -> None:
    as_ben.post(f"/playbook/plays/{KEY}/edit/", typed(as_ben) | {"name": "Proof in a day"})
    before = listed(KEY)
    as_ben.post(f"/playbook/plays/{KEY}/activation/")
    after = listed(KEY)

    assert (before.number, str(before.said.name)) == (1, "Proof by their own criteria")
    assert (after.number, after.said.name) == (2, "Proof in a day")
    assert list(PlayVersion.objects.order_by("number").values_list("status", flat=True)) == ["archived", "active"]


def test_what_the_form_does_not_change_stays_as_shipped(as_ben: Client) -> None:
    as_ben.post(f"/playbook/plays/{KEY}/edit/", typed(as_ben) | {"bring": "Coffee"})

    draft = listed(KEY).draft
    assert draft is not None
    assert draft.said == replace(draft.said, bring="Coffee")
    assert draft.said.document == SHIPPED[KEY].document | {"bring": "Coffee"}


def test_the_second_of_two_editors_sees_both_and_loses_nothing(as_ben: Client, eva: User) -> None:
    first = typed(as_ben)
    draft_play(listed(KEY), said=replace(SHIPPED[KEY], bring="Tea"), by=eva, now=NOW + timedelta(days=1))
    seen = {"seen_at": (NOW - timedelta(days=1)).isoformat()}

    answer = as_ben.post(f"/playbook/plays/{KEY}/edit/", first | seen | {"bring": "Coffee", "goes": "Slowly"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert all(word in page for word in ("Tea", "Coffee", "Slowly"))
    assert answer.context["form"]["steps"].value() == ["proof"]
    again = {bound.name: "" if bound.value() is None else bound.value() for bound in answer.context["form"]}
    assert as_ben.post(f"/playbook/plays/{KEY}/edit/", again).status_code == 302


def test_nothing_is_written_over_a_newer_draft(eva: User) -> None:
    draft_play(listed(KEY), said=SHIPPED[KEY], by=eva, now=NOW)

    with pytest.raises(PlayChanged):
        draft_play(listed(KEY), said=PlayFacts("Other"), by=eva, now=NOW, seen_at=NOW - timedelta(days=1))


def test_a_dropped_draft_leaves_the_version_in_use_and_takes_a_play_that_never_was(eva: User) -> None:
    draft_play(listed(KEY), said=PlayFacts("Other"), by=eva, now=NOW)
    new = draft_play(None, said=PlayFacts("Never used"), by=eva, now=NOW).play.key

    drop_draft(listed(KEY), by=eva, now=NOW)
    drop_draft(listed(new), by=eva, now=NOW)

    assert listed(KEY).number == 1
    assert play_named(new) is None


def test_two_plays_of_one_name_have_two_addresses(eva: User) -> None:
    keys = {draft_play(None, said=PlayFacts("Proof"), by=eva, now=NOW).play.key for _ in range(3)}

    assert len(keys) == 3


def test_an_archived_play_is_offered_no_longer(eva: User) -> None:
    archive_play(listed(KEY), by=eva, now=NOW)

    assert KEY not in {one.key for one in active_plays()}


def test_a_seller_reads_the_playbook_and_writes_nothing(ana: User, organisation: Organisation) -> None:
    client = client_for(ana)

    assert client.get(f"/playbook/plays/{KEY}/").status_code == 200
    assert client.get(f"/playbook/plays/{KEY}/edit/").status_code == 403
    assert client.post(f"/playbook/plays/{KEY}/archiving/").status_code == 403


def test_a_wrong_link_or_range_is_said_and_what_was_typed_stays(as_ben: Client) -> None:
    wrong = {"links": "Prices | javascript:alert(1)", "amount_from": "20", "amount_to": "10", "doing": "They wait"}

    answer = as_ben.post("/playbook/new/", {"name": "X", "channel": "email", "follow_days": "3"} | wrong)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"links", "amount_to"}
    assert "They wait" in answer.content.decode()


def test_what_is_exported_is_imported_the_same(as_ben: Client, eva: User) -> None:
    own = play("Ours", by=eva, now=NOW, doing="They wait", bring="Cake")
    document = json.loads(as_ben.get("/playbook/export/").content)
    draft_play(own, said=replace(own.said, bring="Tea"), by=eva, now=NOW)
    activate_draft(listed(own.key), by=eva, now=NOW)

    imported(as_ben, document)

    draft = listed(own.key).draft
    assert draft is not None
    assert draft.said.bring == "Cake"
    assert PlayVersion.objects.filter(status="draft").count() == 1  # what says the same came not
    assert document_of(all_plays())["format"] == document["format"]


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"format": "trimtab playbook 1", "plays": [{"key": "../x", "name": "X"}]},
        {"format": "trimtab playbook 1", "plays": [{"key": "x"}]},
        {"format": "trimtab playbook 1", "plays": [{"key": "x", "name": "X", "channel": "pigeon"}]},
        {"format": "trimtab playbook 1", "plays": [{"key": "x", "name": "X", "follow_days": []}]},
        {"format": "trimtab playbook 1", "plays": [{"key": "x", "name": "X", "when": {"amount_from": "many"}}]},
        {
            "format": "trimtab playbook 1",
            "plays": [{"key": "x", "name": "X", "links": [{"url": "data:x"}]}],
        },
    ],
)
def test_a_file_that_is_no_playbook_is_refused_in_words(as_ben: Client, document: object) -> None:
    answer = imported(as_ben, document)

    assert answer.status_code == 422  # type: ignore[attr-defined]  # a test client's answer
    assert not Play.objects.exists()
