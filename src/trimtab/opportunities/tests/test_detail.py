"""The page of one opportunity, and the small forms on it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, NOW, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.actions import add_contact
from trimtab.accounts.models import Account
from trimtab.core.models import CustomField, Organisation
from trimtab.opportunities.actions import archive_opportunity, edit_opportunity, log_activity, remap_stage
from trimtab.opportunities.models import Activity, ContactRole, FieldChange, LineItem, Opportunity, Process, Product
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import Team, User

WRITES = ("stage-changes", "activities", "contact-roles", "archiving", "restoration")


@pytest.fixture
def robots(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's opportunity at Acme, opened long ago."""
    return deal("Robots", owner=ana, account=acme, process=process, close_on=date(2025, 1, 1))


@pytest.fixture
def gus(north: Team) -> User:
    """A seller in Ana's team who may read her records."""
    return person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)


def address(opportunity: Opportunity, part: str = "") -> str:
    return f"/opportunities/{opportunity.pk}/{part}"


def text_of(user: User, opportunity: Opportunity) -> str:
    response = client_for(user).get(address(opportunity))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_first_sentence_tells_stage_moves_and_activity(robots: Opportunity, ana: User) -> None:
    now = timezone.now()
    edit_opportunity(robots, changes={"close_on": date(2025, 3, 1)}, by=ana, now=LONG_AGO + timedelta(1))
    log_activity(fields={"kind": "call", "at": now - timedelta(3, 60)}, opportunity=robots, by=ana, now=now)

    text = text_of(ana, robots)

    assert f"In <b>Qualify</b> since Jan 8, 2024, {(now - LONG_AGO).days} days." in text
    assert "The close date moved once, to a later day." in text
    assert "Its close date, Mar 1, 2025, is past." in text
    assert "3 days ago." in text


def test_a_won_one_says_when(robots: Opportunity, ana: User, process: Process) -> None:
    edit_opportunity(robots, changes={"stage": stage(process, "Won")}, by=ana, now=NOW)

    assert "<b>Won</b> on Nov 20, 2026." in text_of(ana, robots)


def test_the_timeline_shows_both_clocks_who_and_the_interval(robots: Opportunity, ana: User, ben: User) -> None:
    edit_opportunity(
        robots,
        changes={"amount": Decimal(70)},
        by=ben,
        now=NOW,
        valid_at=NOW - timedelta(5),
    )
    FieldChange.objects.create(
        opportunity=robots,
        field="close_on",
        old="2025-01-01",
        new="2025-02-01",
        valid_at=LONG_AGO + timedelta(14),
        not_before=LONG_AGO + timedelta(7),
        recorded_at=NOW,
        origin=FieldChange.Origin.EXPORTS,
    )

    text = text_of(ana, robots)

    assert '<span class="old">1,000.00</span> → 70.00' in text
    assert "recorded Nov 20, 2026" in text
    assert "Changed here · Ben" in text
    assert "between Jan 15, 2024 and Jan 22, 2024" in text
    assert '<span class="old">Jan 1, 2025</span> → Feb 1, 2025' in text


def test_an_account_that_one_does_not_see_has_no_name_in_the_timeline(
    robots: Opportunity, ana: User, bolt: Account, dov: User
) -> None:
    acme = robots.account
    edit_opportunity(robots, changes={"account": bolt}, by=dov, now=NOW)
    edit_opportunity(robots, changes={"account": acme}, by=dov, now=NOW + timedelta(1))
    bolt.members.filter(user=ana).delete()

    assert "Bolt" not in text_of(ana, robots)
    assert "Bolt" in text_of(dov, robots)


@pytest.mark.parametrize(("history", "sentence"), [("dates", "since when is not known"), ("exports", "dated exports")])
def test_what_is_not_known_is_said(robots: Opportunity, ana: User, history: str, sentence: str) -> None:
    Opportunity.objects.update(history=history)

    assert sentence in text_of(ana, robots)


def test_everything_around_it_is_shown(
    robots: Opportunity, ana: User, acme: Account, process: Process, finn: User
) -> None:
    pat = add_contact(acme, fields={"name": "Pat", "title": "Buyer"}, by=ana, now=NOW)
    ContactRole.objects.create(opportunity=robots, contact=pat, role="Decides", is_primary=True)
    LineItem.objects.create(opportunity=robots, product=Product.objects.create(name="Arm"), quantity=2, amount=500)
    CustomField.objects.create(record="opportunity", key="margin", label="Margin", kind="number")
    edit_opportunity(robots, changes={"custom:margin": "12.5"}, by=ana, now=NOW)
    remap_stage(stage(process, "Qualify"), stage(process, "Proof"), by=finn, now=NOW)

    text = text_of(ana, robots)

    for expected in ("Pat", "Decides", "main contact", "Arm", "500 EUR", "Margin", "12.5", "read as Proof"):
        assert expected in text, expected


def test_a_stranger_finds_nothing(robots: Opportunity, cleo: User, organisation: Organisation) -> None:
    client = client_for(cleo)
    before = fingerprint()

    for part in ("", "edit/", "access/"):
        assert client.get(address(robots, part)).status_code == 404
    for part in WRITES:
        assert client.post(address(robots, f"{part}/")).status_code == 404
    assert fingerprint() == before


def test_a_reader_reads_but_changes_nothing(
    robots: Opportunity, gus: User, process: Process, organisation: Organisation
) -> None:
    client = client_for(gus)
    before = fingerprint()

    page = client.get(address(robots))
    assert (page.status_code, "Change the stage" in page.content.decode()) == (200, False)
    for part in (*WRITES, "edit"):
        answer = client.post(address(robots, f"{part}/"), {"stage": stage(process, "Won").pk})
        assert answer.status_code == 403, part
    assert client.get(address(robots, "edit/")).status_code == 403
    assert fingerprint() == before


def test_writes_are_posted_and_pages_are_read(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)

    for part in WRITES:
        assert client.get(address(robots, f"{part}/")).status_code == 405, part
    assert client.post(address(robots)).status_code == 405
    assert client.post(address(robots, "access/")).status_code == 405


def test_the_stage_is_changed_from_the_page(robots: Opportunity, ana: User, process: Process) -> None:
    answer = client_for(ana).post(
        address(robots, "stage-changes/"), {"stage": stage(process, "Won").pk, "valid_on": "2024-02-01"}, follow=True
    )

    robots.refresh_from_db()
    assert (robots.status, robots.closed_at and robots.closed_at.date()) == ("won", date(2024, 2, 1))
    assert "The stage is Won now." in answer.content.decode()


@pytest.mark.parametrize("day", ["2200-01-01", "2001-01-01"])
def test_a_stage_change_at_an_impossible_day_is_shown_again(
    robots: Opportunity, ana: User, process: Process, day: str
) -> None:
    answer = client_for(ana).post(
        address(robots, "stage-changes/"), {"stage": stage(process, "Won").pk, "valid_on": day}
    )

    assert answer.status_code == 422
    assert f'value="{day}"' in answer.content.decode()
    assert Opportunity.objects.get().status == "open"


def test_an_activity_is_logged_from_the_page(robots: Opportunity, ana: User, acme: Account) -> None:
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW)
    typed = {
        "kind": "meeting",
        "subject": "Demo",
        "at": "2026-11-01T09:00",
        "direction": "mutual",
        "contacts": [pat.pk],
    }

    answer = client_for(ana).post(address(robots, "activities/"), typed)

    assert answer.status_code == 302
    assert [(one.subject, one.parties.count()) for one in Activity.objects.all()] == [("Demo", 1)]


def test_an_activity_without_a_day_is_shown_again_as_typed(robots: Opportunity, ana: User) -> None:
    answer = client_for(ana).post(address(robots, "activities/"), {"kind": "call", "subject": "Half typed", "at": ""})

    assert (answer.status_code, "Half typed" in answer.content.decode()) == (422, True)
    assert not Activity.objects.exists()


def test_a_contact_of_another_account_cannot_be_named(
    robots: Opportunity, ana: User, acme: Account, bolt: Account, cleo: User
) -> None:
    theirs = add_contact(bolt, fields={"name": "Kim"}, by=cleo, now=NOW)
    ours = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW)
    client = client_for(ana)

    refused = client.post(address(robots, "contact-roles/"), {"contact": theirs.pk, "role": "Buyer"})
    taken = client.post(address(robots, "contact-roles/"), {"contact": ours.pk, "role": "Buyer"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert [role.contact for role in ContactRole.objects.all()] == [ours]


def test_archiving_and_restoring_from_the_page(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)

    archived = client.post(address(robots, "archiving/"), follow=True).content.decode()
    assert "in no list and no figure" in archived
    assert "Change the stage" not in archived

    assert "Change the stage" in client.post(address(robots, "restoration/"), follow=True).content.decode()


def test_an_archived_one_is_still_there_for_its_readers(robots: Opportunity, ana: User, ben: User) -> None:
    archive_opportunity(robots, by=ana, now=NOW)

    assert "Archived on Nov 20, 2026" in text_of(ben, robots)


def test_access_is_explained(robots: Opportunity, ana: User, ben: User, gus: User, cleo: User) -> None:
    text = " ".join(client_for(gus).get(address(robots, "access/")).content.decode().split())

    assert "<b>3</b> people see this opportunity, <b>2</b> of them may edit it." in text
    assert "The record is owned by this person." in text
    assert "Cleo" not in text


def test_the_number_of_queries_does_not_grow_with_history(
    robots: Opportunity,
    ana: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(ana)
    # From here on the last changes are all of one field, so the same names are asked for.
    _change_often(robots, by=ana, times=range(60))
    client.get(address(robots))
    with django_assert_max_num_queries(35) as few:
        client.get(address(robots))

    _change_often(robots, by=ana, times=range(60, 120))

    with django_assert_num_queries(len(few)):
        client.get(address(robots))


def _change_often(robots: Opportunity, *, by: User, times: range) -> None:
    for number in times:
        edit_opportunity(robots, changes={"amount": Decimal(number + 1)}, by=by, now=NOW + timedelta(number))
        log_activity(fields={"kind": "call", "at": NOW}, opportunity=robots, by=by, now=NOW)
