"""The backup of an account: whom we know, who would be missed, and what hangs on them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import LONG_AGO, NOW, client_for, euros
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.opportunities.models import ContactRole, Process
from trimtab.people.models import User
from trimtab.retention.backup import Backup, backup_of
from trimtab.retention.standing import department_of, rank_of
from trimtab.retention.tests.people import contact, deal, met
from trimtab.retention.words import headline, next_step


def backup(account: Account, user: User) -> Backup:
    return backup_of(account, user=user, organisation=Organisation.get(), now=NOW)


def test_titles_say_rank_and_department(acme: Account) -> None:
    people = [contact(acme, "Pat", title=title) for title in ("Director of Operations", "Finance Manager", "CFO", "")]

    assert [rank_of(one) for one in people] == ["director", "manager", "chief", ""]
    assert [department_of(one) for one in people] == ["Operations", "Finance", "Finance", ""]


def test_everything_hangs_on_one_person_of_theirs(acme: Account, ana: User, ben: User, process: Process) -> None:
    pat, kim = contact(acme, "Pat", title="Director of Sales"), contact(acme, "Kim", title="Chief Finance Officer")
    open_deal = deal(acme, owner=ana, process=process, amount=5_000)
    met(acme, pat, by=ana, opportunity=open_deal)
    met(acme, pat, by=ben, opportunity=open_deal)

    found = backup(acme, ana)

    assert (found.theirs.people, found.ours.factor) == ((pat.pk,), 2)
    first = next(one for one in found.points if not one.is_ours)
    assert (first.name, first.alone.money.amount, first.alone.opportunities) == ("Pat", euros(5_000), 1)
    assert "Pat" in headline(found)
    assert next_step(found, first).text == f"Ask Pat to introduce us to {kim.name}, Chief Finance Officer."


def test_only_one_of_ours_holds_the_customer(acme: Account, ana: User, process: Process) -> None:
    people = [contact(acme, name) for name in ("Pat", "Kim", "Lee")]
    met(acme, *people, by=ana, opportunity=deal(acme, owner=ana, process=process))

    found = backup(acme, ana)

    assert (found.theirs.factor, found.ours.people) == (2, (ana.pk,))
    ours = next(one for one in found.points if one.is_ours)
    assert (ours.name, round(ours.loses, 3), ours.stand_in) == ("Ana", 1.0, None)
    assert "introduce a colleague" in next_step(found, ours).text


def test_whoever_left_holds_nothing(acme: Account, ana: User, process: Process) -> None:
    gone = contact(acme, "Pat", left_on=NOW.date() - timedelta(days=3))
    met(acme, gone, by=ana, opportunity=deal(acme, owner=ana, process=process, amount=700))

    found = backup(acme, ana)

    assert not found.people
    assert found.orphans.money.amount == 700


def test_required_roles_count_by_weight_and_strength(acme: Account, ana: User, process: Process) -> None:
    pat = contact(acme, "Pat")
    one = deal(acme, owner=ana, process=process)
    ContactRole.objects.create(opportunity=one, contact=pat, role="Economic Buyer")
    met(acme, pat, by=ana)

    found = backup(acme, ana)

    assert found.coverage == pytest.approx(3 * found.people[0].strength / 13)
    pats = next(one for one in found.points if one.name == "Pat")
    assert (pats.roles, pats.coverage_without) == (("Economic buyer",), 0.0)


def test_amounts_of_strangers_are_not_told(acme: Account, ana: User, cleo: User, process: Process) -> None:
    deal(acme, owner=cleo, process=process, amount=9_000)
    deal(acme, owner=ana, process=process, amount=50)

    assert backup(acme, ana).revenue.money.amount == 50


def test_what_cannot_be_converted_is_said(acme: Account, ana: User, process: Process) -> None:
    deal(acme, owner=ana, process=process, amount=100, currency="XXX")
    deal(acme, owner=ana, process=process, amount=None)

    found = backup(acme, ana).revenue

    assert (found.money.amount, found.unknown) == (euros(0), 2)


def test_nobody_known_is_an_invitation(acme: Account, ana: User) -> None:
    text = client_for(ana).get(f"/accounts/{acme.pk}/backup/").content.decode()

    assert "Nobody at Acme is known yet" in text
    assert f'href="/accounts/{acme.pk}/contacts/new/"' in text


def test_three_people_and_sixty_cost_the_same_queries(acme: Account, ana: User, process: Process) -> None:
    client, address = client_for(ana), f"/accounts/{acme.pk}/backup/"

    def add(number: int) -> None:
        people = [contact(acme, f"Person {one}", title="Sales Manager") for one in range(number)]
        for one in people:
            met(acme, one, by=ana, opportunity=deal(acme, owner=ana, process=process), at=LONG_AGO)
            met(acme, one, by=ana)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    add(3)
    client.get(address)
    few = cost()
    add(57)

    assert cost() == few


def test_the_accounts_page_tells_the_answer(acme: Account, ana: User) -> None:
    met(acme, contact(acme, "Pat"), by=ana)
    client = client_for(ana)

    page, panel = (client.get(f"/accounts/{acme.pk}/{part}").content.decode() for part in ("", "backup/panel/"))

    assert f'hx-get="/accounts/{acme.pk}/backup/panel/"' in page
    assert f'href="/accounts/{acme.pk}/backup/"' in panel
    assert "If somebody leaves" in panel
