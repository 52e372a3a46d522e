"""Departures: what is orphaned on either side, and handing it over with a preview and an undo."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW, account, client_for, person
from trimtab.accounts.models import Account
from trimtab.core.models import Batch, BatchItem, Organisation
from trimtab.opportunities.models import ContactRole, FieldChange, Process
from trimtab.people.models import User
from trimtab.retention.handing_over import batches_of, draft_handover
from trimtab.retention.leaving import Leaving, leaving_of
from trimtab.retention.models import Handover
from trimtab.retention.succession import succession_of
from trimtab.retention.tests.people import contact, deal, met, names

BACK = "/handovers/{pk}/"


@pytest.fixture
def gus(ana: User) -> User:
    """Sells beside Ana."""
    return person("Gus", role=User.Role.SELLER, team=ana.team)


@pytest.fixture
def hal(ana: User) -> User:
    """Sells beside Ana, too."""
    return person("Hal", role=User.Role.SELLER, team=ana.team)


def leaving(who: User, *, by: User) -> Leaving:
    return leaving_of(who, by=by, currency="EUR", today=NOW.date(), now=NOW)


def test_whoever_knows_the_people_is_proposed_first(acme: Account, ana: User, ben: User, gus: User, hal: User) -> None:
    for days in (1, 2, 3):
        met(acme, contact(acme, f"Pat {days}"), by=hal, at=NOW - timedelta(days=days))

    first, second = leaving(ana, by=ben).orphans[0].proposals

    assert (first.person, second.person) == (hal, gus)
    assert first.knows == pytest.approx(0.65, abs=0.01)
    assert first.reason.startswith("knows people there")


def test_of_strangers_the_one_with_such_customers_is_proposed(
    acme: Account, ana: User, ben: User, gus: User, hal: User
) -> None:
    account("Like", owner=hal, industry="Manufacturing", segment="MM")
    account("Other", owner=gus, industry="Retail", segment="SMB")

    assert [one.person for one in leaving(ana, by=ben).orphans[0].proposals] == [hal, gus]


def test_whoever_left_takes_nothing_over(acme: Account, ana: User, ben: User, gus: User) -> None:
    User.objects.filter(pk=gus.pk).update(left_on=NOW.date())

    assert leaving(ana, by=ben).orphans[0].proposals == []


def test_what_only_the_leaver_knows_is_named(acme: Account, ana: User, ben: User, gus: User) -> None:
    pat, kim = contact(acme, "Pat"), contact(acme, "Kim")
    met(acme, pat, kim, by=ana)
    met(acme, kim, by=gus)

    assert names(leaving(ana, by=ben).only_known) == ["Pat"]


def test_a_handover_is_previewed_done_and_taken_back(
    acme: Account, ana: User, ben: User, gus: User, process: Process
) -> None:
    one = deal(acme, owner=ana, process=process)
    client = client_for(ben)
    preview = client.post(f"/people/{ana.pk}/departure/", {f"taker-{acme.pk}": str(gus.pk)}, follow=True)
    acme.refresh_from_db()
    assert acme.owner == ana
    assert "Nothing is changed yet" in preview.content.decode()

    made = Handover.objects.get()
    done = client.post(f"/handovers/{made.pk}/application/", follow=True).content.decode()
    acme.refresh_from_db()
    one.refresh_from_db()
    assert (acme.owner, one.owner, "was handed over" in done) == (gus, gus, True)
    assert FieldChange.objects.filter(opportunity=one, field="owner").count() == 1

    client.post(f"/handovers/{made.pk}/undoing/")
    acme.refresh_from_db()
    one.refresh_from_db()
    assert (acme.owner, one.owner) == (ana, ana)
    assert {batch.state for batch in batches_of(made)} == {Batch.State.UNDONE}


def test_what_somebody_changed_after_the_preview_stays(acme: Account, ana: User, ben: User, gus: User) -> None:
    made = draft_handover(ana, takers={acme.pk: gus}, back=BACK, by=ben, now=NOW)
    Account.objects.filter(pk=acme.pk).update(changed_at=NOW, region="West")

    client_for(ben).post(f"/handovers/{made.pk}/application/")

    acme.refresh_from_db()
    assert (acme.owner, BatchItem.objects.get().reason) == (ana, "Somebody changed it after the preview.")


def test_nobody_hands_over_to_somebody_out_of_sight(acme: Account, ana: User, ben: User, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        draft_handover(ana, takers={acme.pk: cleo}, back=BACK, by=ben, now=NOW)

    answer = client_for(ben).post(f"/people/{ana.pk}/departure/", {f"taker-{acme.pk}": str(cleo.pk)})
    assert (answer.status_code, Handover.objects.exists()) == (422, False)


def test_somebody_must_take_something(acme: Account, ana: User, ben: User) -> None:
    with pytest.raises(ValidationError):
        draft_handover(ana, takers={}, back=BACK, by=ben, now=NOW)


def test_a_colleague_hands_nothing_over(acme: Account, ana: User, gus: User) -> None:
    with pytest.raises(PermissionDenied):
        draft_handover(ana, takers={acme.pk: gus}, back=BACK, by=gus, now=NOW)


def test_who_left_and_what_they_hold_stands_in_one_list(acme: Account, ana: User, ben: User, process: Process) -> None:
    pat = contact(acme, "Pat", left_on=NOW.date())
    ContactRole.objects.create(opportunity=deal(acme, owner=ana, process=process), contact=pat, role="Champion")
    User.objects.filter(pk=ana.pk).update(left_on=NOW.date(), is_active=False)

    text = " ".join(client_for(ben).get("/accounts/departures/").content.decode().split())

    assert "1 colleague left and still holds records. 1 contact left a customer" in text
    assert f'href="/people/{ana.pk}/departure/"' in text
    assert f'href="/accounts/contacts/{pat.pk}/departure/"' in text


def test_the_successor_of_a_contact_is_like_the_one_who_left(acme: Account, ana: User, process: Process) -> None:
    pat = contact(acme, "Pat", title="Finance Director", left_on=NOW.date())
    like = contact(acme, "Kim", title="Finance Manager")
    contact(acme, "Lee", title="Sales Specialist")
    one = deal(acme, owner=ana, process=process)
    ContactRole.objects.create(opportunity=one, contact=pat, role="Economic Buyer")
    met(acme, pat, by=ana)

    found = succession_of(pat, user=ana, organisation=Organisation.get(), now=NOW)

    assert (found.successors[0].known.contact, found.opportunities, found.roles) == (like, [one], ["Economic Buyer"])
    assert [(knew.person, knew.times) for knew in found.knew] == [(ana, 1)]


def test_reports_go_to_the_successor_and_come_back(acme: Account, ana: User) -> None:
    pat, kim = contact(acme, "Pat", left_on=NOW.date()), contact(acme, "Kim")
    lee = contact(acme, "Lee", reports_to=pat)
    client = client_for(ana)

    preview = client.post(f"/accounts/contacts/{pat.pk}/departure/", {"successor": str(kim.pk)}, follow=True)
    assert "Lee" in preview.content.decode()
    batch = Batch.objects.get()
    client.post(f"/changes/{batch.pk}/application/")
    lee.refresh_from_db()
    assert lee.reports_to == kim

    client.post(f"/changes/{batch.pk}/undoing/")
    lee.refresh_from_db()
    assert lee.reports_to == pat


def test_a_successor_works_there(acme: Account, bolt: Account, ana: User) -> None:
    pat, other = contact(acme, "Pat"), contact(bolt, "Other")

    answer = client_for(ana).post(f"/accounts/contacts/{pat.pk}/departure/", {"successor": str(other.pk)})

    assert answer.status_code == 422
    assert "Choose somebody else who works there." in answer.content.decode()
