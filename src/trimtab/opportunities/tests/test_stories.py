"""What happened with an account or a contact: complete, newest first, page by page, and never more than one sees."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, NOW, client_for
from trimtab.accounts.actions import add_contact, add_member, archive_account, edit_account, edit_contact
from trimtab.accounts.models import Account
from trimtab.core.models import CustomField
from trimtab.opportunities.actions import add_contact_role, archive_activity, edit_opportunity, log_activity
from trimtab.opportunities.models import Activity, ActivityParty, Process
from trimtab.opportunities.record_timeline import story_of_account, story_of_contact
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User


def call(subject: str, *, by: User, at: datetime = NOW, **where: object) -> Activity:
    return log_activity(fields={"kind": "call", "subject": subject, "at": at}, by=by, now=NOW, **where)  # type: ignore[arg-type]


def text_of(user: User, address: str) -> str:
    response = client_for(user).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_account_tells_activities_opportunities_and_facts_newest_first(
    ana: User, acme: Account, process: Process
) -> None:
    robots = deal("Robots", owner=ana, account=acme, process=process)
    call("Hello", by=ana, at=NOW, account=acme)
    edit_opportunity(robots, changes={"stage": stage(process, "Proof")}, by=ana, now=NOW + timedelta(1))
    edit_account(acme, changes={"industry": "Shipping", "owner": ana}, by=ana, now=NOW + timedelta(2))
    archive_account(acme, by=ana, now=NOW + timedelta(3))

    entries = story_of_account(acme, user=ana, after="").entries

    told = [
        (one.title, one.activity and one.activity.subject, [(line.old, line.new) for line in one.lines])
        for one in entries
    ]
    assert told == [
        ("Archived", None, []),
        ("Changed", None, [("Manufacturing", "Shipping")]),
        ("", None, [("Qualify", "Proof")]),
        ("", "Hello", []),
        ("", None, [(None, "Qualify")]),
    ]


def test_an_account_page_shows_its_story(ana: User, acme: Account, process: Process) -> None:
    deal("Robots", owner=ana, account=acme, process=process)
    call("Hello", by=ana, account=acme)

    text = text_of(ana, f"/accounts/{acme.pk}/")

    assert "What happened" in text
    assert '<span class="tag">Call</span> Hello' in text


def test_what_is_out_of_sight_is_in_no_story(ana: User, cleo: User, acme: Account, process: Process) -> None:
    secret = deal("Secret", owner=ana, account=acme, process=process)
    call("Price talk", by=ana, opportunity=secret)
    add_member(acme, cleo)

    text = text_of(cleo, f"/opportunities/story-of-account/{acme.pk}/")

    assert ("Secret" in text, "Price talk" in text) == (False, False)
    assert client_for(cleo).get(f"/opportunities/story-of-account/{acme.pk + 100}/").status_code == 404


def test_an_archived_activity_is_in_no_story(ana: User, acme: Account) -> None:
    archive_activity(call("Hello", by=ana, account=acme), by=ana, now=NOW)

    assert story_of_account(acme, user=ana, after="").entries == []


def test_a_fact_that_is_an_id_is_told_by_name_and_own_fields_by_label(
    ana: User, ben: User, dov: User, acme: Account
) -> None:
    CustomField.objects.create(record="account", key="tier", label="Tier", kind="text")
    edit_account(acme, changes={"owner": ben, "custom": {"tier": "A"}}, by=dov, now=NOW)

    lines = story_of_account(acme, user=dov, after="").entries[0].lines

    assert {(line.label, line.old, line.new) for line in lines} == {("Owner", "Ana", "Ben"), ("Tier", None, "A")}


def test_a_story_continues_where_the_page_before_ended(ana: User, acme: Account, process: Process) -> None:
    robots = deal("Robots", owner=ana, account=acme, process=process)
    for number in range(40):
        call(f"Call {number}", by=ana, at=NOW + timedelta(number % 7), account=acme)
        edit_opportunity(robots, changes={"amount": Decimal(number)}, by=ana, now=NOW + timedelta(number % 7, number))
    found, after, pages = [], "", 0

    while pages == 0 or after:
        story = story_of_account(acme, user=ana, after=after)
        found += [(one.at, one.activity and one.activity.pk, [line.new for line in one.lines]) for one in story.entries]
        after, pages = story.after, pages + 1

    assert pages == 4
    assert [one[0] for one in found] == sorted((one[0] for one in found), reverse=True)
    assert len({one[1] for one in found if one[1]}) == 40
    assert sum(len(one[2]) for one in found) == 41


def test_the_fragment_of_earlier_entries_equals_its_part_of_the_page(ana: User, acme: Account) -> None:
    for number in range(30):
        call(f"Call {number}", by=ana, at=NOW - timedelta(number), account=acme)
    client = client_for(ana)
    after = story_of_account(acme, user=ana, after="").after
    address = f"/opportunities/story-of-account/{acme.pk}/?story={after.replace('+', '%2B')}"

    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "story-more"}).content.decode()

    assert part.count("<li>") == 5
    assert " ".join(part.split()) in text_of(ana, f"/accounts/{acme.pk}/?story={after.replace('+', '%2B')}")


def test_a_cursor_that_cannot_be_read_shows_the_newest(ana: User, acme: Account) -> None:
    call("Hello", by=ana, account=acme)

    for after in ("x", "~~", "2026-01-01~0~1", "soon~0~1", "2026-13-01T00:00:00+00:00~0~1"):
        assert len(story_of_account(acme, user=ana, after=after).entries) == 1


def test_a_contact_tells_where_the_person_took_part(ana: User, acme: Account) -> None:
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=LONG_AGO)
    edit_contact(pat, changes={"title": "Buyer"}, by=ana, now=NOW)
    call("With Pat", by=ana, at=NOW + timedelta(1), account=acme, contacts=[pat])
    call("Without", by=ana, account=acme)

    entries = story_of_contact(pat, user=ana, after="").entries

    assert [one.activity.subject if one.activity else one.title for one in entries] == ["With Pat", "Changed", "Added"]


def test_who_knows_a_contact_comes_from_activities_and_members(
    ana: User, ben: User, cleo: User, acme: Account, process: Process
) -> None:
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW)
    robots = deal("Robots", owner=ana, account=acme, process=process)
    add_contact_role(robots, contact=pat, role="Decides", by=ana, now=NOW)
    call("Hello", by=ben, opportunity=robots, contacts=[pat])
    add_member(acme, cleo)

    page = client_for(ana).get(f"/opportunities/dealings-of-contact/{pat.pk}/")
    seen_by_cleo = client_for(cleo).get(f"/opportunities/dealings-of-contact/{pat.pk}/")

    known = [(str(one.person), one.activities, one.is_member) for one in page.context["acquaintances"]]
    assert known == [("Ben", 1, False), ("Ana", 0, True), ("Cleo", 0, True)]
    assert [role.role for role in page.context["roles"]] == ["Decides"]
    assert [str(one.person) for one in seen_by_cleo.context["acquaintances"]] == ["Ana", "Cleo"]
    assert "Robots" not in seen_by_cleo.content.decode()


def test_the_number_of_queries_does_not_grow(
    ana: User, acme: Account, process: Process, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW)
    robots = deal("Robots", owner=ana, account=acme, process=process)

    def fill(count: int) -> None:
        for number in range(count):
            where = {"opportunity": robots} if number % 2 else {"account": acme}
            call(f"Call {number}", by=ana, contacts=[pat], **where)
            edit_account(acme, changes={"employees": number + count}, by=ana, now=NOW)

    fill(3)
    client = client_for(ana)
    for address in (f"/accounts/{acme.pk}/", f"/accounts/contacts/{pat.pk}/"):
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        fill(15)
        with django_assert_max_num_queries(len(few)):
            client.get(address)
    assert ActivityParty.objects.filter(contact=pat).count() == 33
