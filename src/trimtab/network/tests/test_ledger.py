"""The ledger of a network: noted in one line, promises first, seen by nobody else."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, NOW, client_for
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Event, Organisation
from trimtab.network.actions import edit_acquaintance, meet, note_dealing, release_promise
from trimtab.network.models import Acquaintance, Dealing
from trimtab.network.queries import balance_of, open_promises, promises_due
from trimtab.people.models import User

TODAY = NOW.date()


def note(client: Client, line: str, kind: str = "helped", due_on: str = "") -> int:
    return client.post("/network/dealings/", {"kind": kind, "line": line, "due_on": due_on}).status_code


def promise(name: str, text: str, *, by: User, due_on: date | None) -> Dealing:
    return note_dealing(
        meet(name, by=by, now=NOW), kind="promised", text=text, due_on=due_on, by=by, now=NOW, today=TODAY
    )


def test_one_line_notes_help_and_adds_whoever_is_new(ana: User) -> None:
    client = client_for(ana)

    note(client, "Kim Keller: sent her the study: part two")
    note(client, "kim keller：introduced to nobody", kind="received")

    known = Acquaintance.objects.get()
    assert (known.name, known.user) == ("Kim Keller", ana)
    assert list(known.dealings.order_by("pk").values_list("kind", "text")) == [
        ("helped", "sent her the study: part two"),
        ("received", "introduced to nobody"),
    ]


def test_an_introduction_names_two_people(ana: User) -> None:
    note(client_for(ana), "Kim Keller > Lou Lang: wind farms", kind="introduced")

    dealing = Dealing.objects.get()
    assert (str(dealing.acquaintance), str(dealing.introduced_to), dealing.text) == (
        "Kim Keller", "Lou Lang", "wind farms"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("", "helped", "required"),
        (": the study", "helped", "Begin with a name"),
        ("Kim", "promised", "what you promised"),
        ("Kim > Lou: x", "helped", "are an introduction"),
        ("x" * 300, "helped", "at most 200"),
        ("Kim: x", "sold", "not one of the available choices"),
    ],
)
def test_a_line_that_says_too_little_comes_back_with_its_reason(line: str, kind: str, words: str, ana: User) -> None:
    answer = client_for(ana).post("/network/dealings/", {"kind": kind, "line": line})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Acquaintance.objects.exists()


def test_promises_stand_in_the_order_of_their_day(ana: User) -> None:
    promise("Kim", "without a day", by=ana, due_on=None)
    promise("Kim", "later", by=ana, due_on=TODAY + timedelta(days=9))
    promise("Lou", "overdue", by=ana, due_on=TODAY - timedelta(days=2))

    assert [one.text for one in open_promises(ana)] == ["overdue", "later", "without a day"]
    assert [one.text for one in promises_due(ana, TODAY)] == ["overdue"]


def test_a_promise_that_was_kept_counts_as_help_given(ana: User) -> None:
    made = promise("Kim", "Send the slides", by=ana, due_on=TODAY)
    assert balance_of(ana, TODAY).given == 0

    client_for(ana).post(f"/network/promises/{made.pk}/keeping/")

    assert balance_of(ana, timezone.now().date()).given == 1
    assert open_promises(ana) == []


def test_a_promise_that_is_needed_no_longer_is_no_help(ana: User) -> None:
    made = promise("Kim", "Send the slides", by=ana, due_on=TODAY)

    release_promise(made, by=ana, now=NOW, today=TODAY)

    assert balance_of(ana, TODAY).given == 0
    assert client_for(ana).post(f"/network/promises/{made.pk}/keeping/").status_code == 404


def test_help_of_two_years_ago_is_no_part_of_the_last_year(ana: User) -> None:
    kim = meet("Kim", by=ana, now=NOW)
    note_dealing(kim, kind="asked", text="", by=ana, now=LONG_AGO, today=LONG_AGO.date())
    note_dealing(kim, kind="helped", text="", by=ana, now=NOW, today=TODAY)

    assert (balance_of(ana, TODAY).given, balance_of(ana, TODAY).received) == (1, 0)


@pytest.mark.parametrize("role", ["ben", "eva", "dov", "cleo"])
def test_nobody_else_sees_a_network_whatever_the_role(role: str, ana: User, request: pytest.FixtureRequest) -> None:
    known = meet("Secret Sam", by=ana, now=NOW)
    promise("Secret Sam", "Tell nobody", by=ana, due_on=TODAY)
    client = client_for(request.getfixturevalue(role))

    assert client.get(f"/network/people/{known.pk}/").status_code == 404
    assert "Secret Sam" not in client.get("/network/").content.decode()
    assert "Sam" not in repr(list(Event.objects.values()))


def test_whom_one_shares_is_read_by_the_leader_and_by_no_stranger(
    organisation: Organisation, ana: User, ben: User, cleo: User
) -> None:
    known = meet("Kim", by=ana, now=NOW)
    edit_acquaintance(known, changes={"is_shared": True}, by=ana, now=NOW)
    leader, stranger = client_for(ben), client_for(cleo)
    before = fingerprint()

    assert leader.get(f"/network/people/{known.pk}/").status_code == 200
    assert leader.post(f"/network/people/{known.pk}/edit/", {"name": "X"}).status_code == 403
    assert stranger.get(f"/network/people/{known.pk}/").status_code == 404
    assert fingerprint() == before


def test_a_person_may_be_one_of_the_contacts_that_one_sees(ana: User, acme: Account, bolt: Account) -> None:
    times = {"created_at": LONG_AGO, "changed_at": LONG_AGO}
    kim = Contact.objects.create(account=acme, name="Kim Keller", **times)
    Contact.objects.create(account=bolt, name="Lou Lang", **times)
    known, client = meet("Kim", by=ana, now=NOW), client_for(ana)

    refused = client.post(f"/network/people/{known.pk}/edit/", {"name": "Kim", "contact_name": "Lou Lang"})
    client.post(f"/network/people/{known.pk}/edit/", {"name": "Kim", "contact_name": "kim keller"})

    assert refused.status_code == 422
    known.refresh_from_db()
    assert known.contact == kim


def test_a_follow_up_moves_on_or_ends(ana: User) -> None:
    known, client = meet("Kim", by=ana, now=NOW), client_for(ana)

    client.post(f"/network/people/{known.pk}/follow-up/", {"days": "30"})
    known.refresh_from_db()
    assert known.follow_up_on == timezone.now().date() + timedelta(days=30)
    client.post(f"/network/people/{known.pk}/follow-up/", {"days": "0"})

    known.refresh_from_db()
    assert known.follow_up_on is None


def test_whoever_is_taken_out_comes_back_with_everything(ana: User) -> None:
    made = promise("Kim", "Send the slides", by=ana, due_on=TODAY)
    client = client_for(ana)

    client.post(f"/network/people/{made.acquaintance_id}/archiving/")
    assert open_promises(ana) == []
    client.post(f"/network/people/{made.acquaintance_id}/restoration/")

    assert open_promises(ana) == [made]


def test_a_promise_that_is_due_stands_on_the_page_of_today(ana: User) -> None:
    promise("Kim Keller", "send the slides", by=ana, due_on=date(2020, 1, 1))

    assert "You promised Kim Keller: send the slides." in client_for(ana).get("/today/").content.decode()


def test_a_long_network_needs_no_more_queries_than_a_short_one(
    ana: User, django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(ana)
    promise("Kim", "x", by=ana, due_on=TODAY)
    client.get("/network/")
    with django_assert_max_num_queries(15) as few:
        client.get("/network/")
    for number in range(60):
        promise(f"Person {number}", "x", by=ana, due_on=TODAY)

    with django_assert_num_queries(len(few)):
        assert len(client.get("/network/").context["people"]) == 50
