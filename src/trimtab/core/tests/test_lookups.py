"""A long list of ids finds what a short one finds, on each database."""

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery

from tests.cast import NOW, account
from trimtab.accounts.models import Account, Contact
from trimtab.core.lookups import FEW
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
OTHERS = list(range(1_000_001, 1_000_050))


@pytest.fixture
def many(ana: User) -> list[Account]:
    return [account(f"Works {n}", owner=ana) for n in range(FEW + 4)]


def test_ids_numbers_as_text_and_nothing(many: list[Account]) -> None:
    ids = [one.pk for one in many]

    assert Account.objects.filter(pk__in=[*ids, *OTHERS, None]).count() == len(many)
    assert Account.objects.filter(pk__in=[str(pk) for pk in ids]).count() == len(many)
    assert Account.objects.exclude(pk__in=[*ids[1:], *OTHERS]).get(owner=many[0].owner) == many[0]
    assert not Account.objects.filter(pk__in=OTHERS).exists()
    assert not Account.objects.filter(pk__in=[None] * 20).exists()


def test_what_a_foreign_key_names(many: list[Account], ana: User, cleo: User) -> None:
    Contact.objects.create(account=many[0], name="Kim", created_at=NOW, changed_at=NOW)

    assert Contact.objects.filter(account__in=many).get().name == "Kim"
    assert Contact.objects.filter(account__owner__in=[ana.pk, *OTHERS]).exists()
    assert not Contact.objects.filter(account__owner__in=[cleo.pk, *OTHERS]).exists()
    assert Account.objects.filter(parent__in=many).count() == 0


def test_inside_of_another_query_in_a_count_and_in_a_union(many: list[Account]) -> None:
    ids = [one.pk for one in many]
    same = Account.objects.filter(pk=OuterRef("pk"), pk__in=[*ids, *OTHERS]).values("name")

    found = Account.objects.filter(pk__in=ids).annotate(again=Subquery(same))
    assert set(found.values_list("again", flat=True)) == {one.name for one in many}
    both = Account.objects.filter(pk__in=ids).union(Account.objects.filter(owner__in=[many[0].owner_id, *OTHERS]))
    assert both.count() == len(many)
    assert Account.objects.filter(pk__in=ids).values("owner", "pk").distinct().count() == len(many)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite takes each id as a value of its own")
def test_a_long_list_is_one_value() -> None:
    assert connection.vendor == "postgresql"
    short, long = (Account.objects.filter(pk__in=OTHERS[:n]).query.sql_with_params() for n in (FEW, FEW + 1))

    assert len(short[1]) == FEW
    assert len(long[1]) == 1
