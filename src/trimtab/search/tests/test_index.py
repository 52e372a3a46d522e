"""The index is current, can be built anew, and says what it lacks."""

import pytest
from django.db import connection

from tests.cast import account
from trimtab.accounts.models import Account, AccountMember
from trimtab.cli.checks import check_search
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.search import actions
from trimtab.search.actions import catch_up, catch_up_with_newest, rebuild
from trimtab.search.engine import drop_index
from trimtab.search.models import PendingEntry, SearchEntry, SearchWord, WordKey
from trimtab.search.queries import find, is_behind
from trimtab.search.watching import missing_triggers, unwatch, watch

pytestmark = pytest.mark.django_db


def entries() -> dict[int, str]:
    return dict(SearchEntry.objects.values_list("pk", "words"))


def test_a_rebuilt_index_is_the_same(ana: User, acme: Account, process: Process) -> None:
    deal("Acme turbines", owner=ana, process=process, account=acme)
    catch_up()
    before = (entries(), set(SearchWord.objects.values_list("word", flat=True)), WordKey.objects.count())

    rebuild()

    assert (entries(), set(SearchWord.objects.values_list("word", flat=True)), WordKey.objects.count()) == before
    assert len(find(ana, "trubines", limit=8)) == 1


def test_every_way_to_write_makes_the_record_wait(ana: User, acme: Account, process: Process) -> None:
    sale = deal("Turbines", owner=ana, process=process, account=acme)
    catch_up()

    Opportunity.objects.filter(pk=sale.pk).update(name="Pumps")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_account SET name = 'Ochre' WHERE id = %s", [acme.pk])
    Opportunity.objects.bulk_update([sale], ["external_id"])

    assert catch_up() > 0
    assert SearchEntry.objects.get(pk=SearchEntry.id_of(2, sale.pk)).words.startswith("pumps ochre· ")


def test_a_change_that_nothing_is_found_by_makes_nothing_wait(ana: User, acme: Account, process: Process) -> None:
    sale = deal("Turbines", owner=ana, process=process, account=acme)
    catch_up()

    Opportunity.objects.filter(pk=sale.pk).update(amount=5, next_step="Call")
    Account.objects.filter(pk=acme.pk).update(industry="Paint")

    assert not PendingEntry.objects.exists()


def test_a_request_reads_its_own_change_beside_a_long_import(
    ana: User, acme: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up()
    for number in range(5):
        account(f"Old {number}", owner=ana)
    account("Fresh", owner=ana)
    monkeypatch.setattr(actions, "AT_ONCE", 2)

    catch_up_with_newest()

    assert len(find(ana, "fresh", limit=8)) == 1
    assert PendingEntry.objects.count() == 10


def test_many_waiting_records_are_told(acme: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trimtab.search.queries.MANY", 1)
    assert is_behind()
    assert check_search().text.endswith("Run: trimtab index")

    catch_up()

    assert not is_behind()
    assert check_search().status == "ok"


def test_missing_triggers_and_a_missing_index_are_told_and_mended(ana: User, acme: Account) -> None:
    catch_up()
    unwatch()
    drop_index()
    assert missing_triggers()
    assert "trimtab index --rebuild" in check_search().text

    rebuild()

    assert check_search().status == "ok"
    assert len(find(ana, "akme", limit=8)) == 1


def test_watching_twice_is_watching_once(acme: Account) -> None:
    catch_up()
    watch()

    AccountMember.objects.filter(account=acme).delete()

    assert PendingEntry.objects.count() == 1
