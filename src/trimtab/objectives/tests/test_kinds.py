"""Kinds of objective: shipped, changed, added, taken out of use; objectives keep theirs."""

import pytest

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.objectives.actions import add_objective, archive_kind
from trimtab.objectives.completeness import completeness_of
from trimtab.objectives.kinds import all_kinds, keys_counting_as, kinds_in_use
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def test_a_new_site_has_kinds_of_business_and_relationship() -> None:
    assert keys_counting_as("business") == ["revenue", "business-development"]
    assert keys_counting_as("relationship") == ["relationship"]


def test_operations_add_a_kind_that_counts(finn: User, ana: User, acme: Account, organisation: Organisation) -> None:
    client_for(finn).post("/settings/objective-kinds/", {"name": "Key sponsor", "counts_as": "relationship"})

    add_objective(acme, fields={"name": "Win the board", "kind": "key-sponsor"}, by=ana, now=NOW)

    assert completeness_of(acme, NOW.date()).points == 30 + 20  # of a relationship, and in time


def test_two_kinds_have_two_names(finn: User, organisation: Organisation) -> None:
    answer = client_for(finn).post("/settings/objective-kinds/", {"name": "revenue"})

    assert answer.status_code == 422
    assert "There is a kind of that name already" in answer.content.decode()


def test_a_kind_is_renamed_and_its_key_stays(finn: User, organisation: Organisation) -> None:
    client_for(finn).post("/settings/objective-kinds/revenue/", {"name": "Turnover", "counts_as": "business"})

    assert {one.key: one.name for one in all_kinds()}["revenue"] == "Turnover"


def test_what_is_offered_no_longer_stays_with_its_objectives(
    finn: User, ana: User, acme: Account, organisation: Organisation
) -> None:
    objective = add_objective(acme, fields={"name": "A case", "kind": "reference"}, by=ana, now=NOW)
    client_for(finn).post("/settings/objective-kinds/reference/archiving/")

    page = client_for(ana).get(f"/accounts/objectives/{objective.pk}/edit/").content.decode()

    assert "reference" not in {one.key for one in kinds_in_use()}
    assert '<option value="reference" selected>' in page


def test_one_kind_stays(finn: User, organisation: Organisation) -> None:
    first, *others = all_kinds()
    for kind in others:
        archive_kind(kind, by=finn, now=NOW)

    page = client_for(finn).post(f"/settings/objective-kinds/{first.key}/archiving/", follow=True).content.decode()

    assert "One kind must stay." in page
