"""Merging through the site: rights, the way from a list to the undo, and what the pages of both records say."""

import pytest

from tests.cast import account, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account
from trimtab.batches.kinds import OPPORTUNITY
from trimtab.batches.tests.test_merge import acme_again, merged
from trimtab.core.models import Batch, Organisation
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
__all__ = ["acme_again"]


def test_seller_cannot_merge_into_a_record_of_somebody_else(
    organisation: Organisation, ana: User, north: Team, acme: Account
) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    own = account("Acme too", owner=gus)
    client, before = client_for(gus), fingerprint()

    answer = client.post("/accounts/merges/", {"ids": f"{acme.pk},{own.pk}", "winner": acme.pk})

    assert answer.status_code == 403
    assert fingerprint() == before


def test_an_unseen_record_is_no_record(cleo: User, acme: Account, bolt: Account) -> None:
    page = client_for(cleo).get(f"/accounts/merges/new/?ids={acme.pk},{bolt.pk}")

    assert page.status_code == 422
    assert "Acme" not in page.text


def test_merge_goes_through_the_site_from_a_list_to_the_undo(
    ana: User, acme: Account, acme_again: Account, turbines: Opportunity
) -> None:
    client = client_for(ana)
    page = client.post("/accounts/merges/", {"ids": [acme.pk, acme_again.pk]}, follow=True)
    assert page.context["comparison"].winner == acme
    assert "it holds the most facts" in page.text

    sent = {"ids": f"{acme.pk},{acme_again.pk}", "winner": acme.pk, "field:domain": acme_again.pk}
    preview = client.post("/accounts/merges/", sent, follow=True)
    assert "These records would become one. Nothing has been changed yet." in preview.text
    batch = Batch.objects.get()
    done = client.post(f"/changes/{batch.pk}/application/", follow=True)

    assert done.redirect_chain[-1][0] == f"/accounts/{acme.pk}/"
    assert "The records are one now: Acme." in done.text
    assert f"/changes/{batch.pk}/undoing/" in done.text
    assert "Merged on" in client.get(f"/accounts/{acme_again.pk}/").text
    undone = client.post(f"/changes/{batch.pk}/undoing/", follow=True)
    assert "records are as they were." in undone.text


def test_timeline_of_the_survivor_leads_to_the_other(ana: User, turbines: Opportunity, pumps: Opportunity) -> None:
    merged(OPPORTUNITY, turbines, pumps, by=ana)

    page = client_for(ana).get(f"/opportunities/{turbines.pk}/").text
    other = client_for(ana).get(f"/opportunities/{pumps.pk}/").text

    assert f'href="/opportunities/{pumps.pk}/"' in page
    assert f'href="/opportunities/{turbines.pk}/"' in other
    assert "Restore" not in other


def test_a_merged_record_is_not_restored_past_the_undo(ana: User, turbines: Opportunity, pumps: Opportunity) -> None:
    merged(OPPORTUNITY, turbines, pumps, by=ana)

    answer = client_for(ana).post(f"/opportunities/{pumps.pk}/restoration/")

    assert answer.status_code == 403
