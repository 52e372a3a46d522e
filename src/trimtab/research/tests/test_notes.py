"""What is known about an account: who notes it, who reads it, two editors at once."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOW, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account
from trimtab.core.models import Event, Organisation
from trimtab.people.models import User
from trimtab.research.actions import NoteChanged, edit_note, note_research, withdraw_note
from trimtab.research.models import ResearchNote
from trimtab.research.queries import research_counts, research_of

TYPED = {"subject": "competitor", "title": "Dynamo serves two plants", "confidence": "likely", "found_on": "2026-11-02"}


def noted(account: Account, *, by: User, **fields: object) -> ResearchNote:
    facts = {"title": "They build", "subject": "customer", "found_on": date(2026, 11, 1)} | fields
    return note_research(account, fields=facts, by=by, now=NOW)


def test_a_note_has_its_source_its_day_and_how_sure_it_is(ana: User, acme: Account) -> None:
    client_for(ana).post(f"/accounts/{acme.pk}/research/notes/", TYPED | {"source": "Fair", "link": ""})

    note = ResearchNote.objects.get()
    assert (note.source, note.found_on, note.confidence) == ("Fair", date(2026, 11, 2), "likely")
    assert Event.objects.get(verb="research.noted").after["account"] == acme.pk
    assert "Dynamo serves two plants" in client_for(ana).get(f"/accounts/{acme.pk}/research/").content.decode()


def test_the_page_says_what_nothing_is_known_about(ana: User, acme: Account) -> None:
    noted(acme, by=ana)

    context = client_for(ana).get(f"/accounts/{acme.pk}/research/").context

    assert [str(label) for label in context["missing"]] == ["A competitor there", "Our own company"]


def test_a_stranger_finds_nothing(ana: User, cleo: User, acme: Account) -> None:
    note, client = noted(acme, by=ana), client_for(cleo)

    assert client.get(f"/accounts/{acme.pk}/research/").status_code == 404
    assert client.get(f"/research/notes/{note.pk}/").status_code == 404


def test_a_colleague_who_reads_along_changes_nothing(organisation: Organisation, ana: User, acme: Account) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=ana.team, sees=User.Sees.TEAM)
    note, client = noted(acme, by=ana), client_for(gus)
    before = fingerprint()

    answers = [
        client.post(f"/accounts/{acme.pk}/research/notes/", TYPED),
        client.post(f"/research/notes/{note.pk}/", TYPED),
        client.post(f"/research/notes/{note.pk}/withdrawal/"),
    ]

    assert client.get(f"/accounts/{acme.pk}/research/").status_code == 200
    assert [answer.status_code for answer in answers] == [403] * 3
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "required"),
        ({"found_on": "2999-01-01"}, "still to come"),
        ({"link": "javascript:alert(1)"}, "begins with https"),
        ({"text": "x" * 20_000}, "at most 10,000 characters"),
        ({"title": "\x00"}, "Null characters"),
    ],
)
def test_a_wrong_note_is_shown_again_with_what_was_typed(
    wrong: dict[str, str], words: str, ana: User, acme: Account
) -> None:
    answer = client_for(ana).post(f"/accounts/{acme.pk}/research/notes/", TYPED | {"source": "The fair"} | wrong)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "The fair" in answer.content.decode()
    assert not ResearchNote.objects.exists()


def test_a_note_of_five_megabytes_is_refused_and_nothing_is_lost(ana: User, acme: Account) -> None:
    answer = client_for(ana).post(f"/accounts/{acme.pk}/research/notes/", TYPED | {"text": "x" * 5_000_000})

    assert answer.status_code in {400, 413, 422}
    assert not ResearchNote.objects.exists()


def test_the_second_of_two_editors_sees_what_the_first_wrote(ana: User, acme: Account) -> None:
    note, client = noted(acme, by=ana), client_for(ana)
    seen_at = note.changed_at.isoformat()
    edit_note(note, changes={"title": "They build two"}, by=ana, now=NOW + timedelta(minutes=1))

    answer = client.post(f"/research/notes/{note.pk}/", TYPED | {"seen_at": seen_at})

    assert answer.status_code == 409
    assert "They build two" in answer.content.decode()
    note.refresh_from_db()
    assert note.title == "They build two"


def test_an_edit_over_a_newer_version_writes_nothing(ana: User, acme: Account) -> None:
    note = noted(acme, by=ana)

    with pytest.raises(NoteChanged):
        edit_note(note, changes={"title": "x"}, by=ana, now=NOW, seen_at=NOW - timedelta(days=1))

    assert ResearchNote.objects.get().title == "They build"


def test_a_note_that_was_taken_out_no_longer_counts_and_comes_back(ana: User, acme: Account) -> None:
    note = noted(acme, by=ana)
    noted(acme, by=ana, subject="own")
    withdraw_note(note, by=ana, now=NOW)
    assert research_counts(acme) == {"own": 1}

    client_for(ana).post(f"/research/notes/{note.pk}/restoration/")

    assert research_counts(acme) == {"customer": 1, "own": 1}
    assert list(research_of(acme).values_list("subject", flat=True)) == ["own", "customer"]


def test_nothing_is_noted_about_an_archived_account(ana: User, acme: Account) -> None:
    acme.archived_at = NOW
    acme.save()

    assert client_for(ana).post(f"/accounts/{acme.pk}/research/notes/", TYPED).status_code == 403


def test_many_notes_need_no_more_queries_than_few(
    ana: User,
    acme: Account,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, page = client_for(ana), f"/accounts/{acme.pk}/research/"
    noted(acme, by=ana)
    client.get(page)
    with django_assert_max_num_queries(15) as few:
        client.get(page)
    for _number in range(40):
        noted(acme, by=ana)

    with django_assert_num_queries(len(few)):
        client.get(page)
