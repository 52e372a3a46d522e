"""Logging activities and contact roles."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import NOW, account, person
from trimtab.accounts.actions import add_contact, add_member
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.opportunities.actions import add_contact_role, log_activity
from trimtab.opportunities.models import Activity, ContactRole, Process
from trimtab.opportunities.queries import visible_activities, visible_among, visible_parties
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import Territory, User

CALL = {"kind": "call", "direction": "out", "subject": "Price", "at": NOW, "minutes": 20}


def test_a_call_is_logged_with_who_took_part(ana: User, acme: Account, process: Process) -> None:
    opportunity = deal("Robots", owner=ana, account=acme, process=process)
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW)

    call = log_activity(fields=CALL, opportunity=opportunity, contacts=[pat], by=ana, now=NOW)

    assert (call.account, call.user, call.recorded_at, call.minutes) == (acme, ana, NOW, 20)
    assert [party.contact for party in call.parties.all()] == [pat]
    assert Event.objects.get(verb="activity.logged").after["opportunity"] == opportunity.pk


def test_members_log_activities_with_an_account(acme: Account, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        log_activity(fields=CALL, account=acme, by=cleo, now=NOW)
    add_member(acme, cleo)

    log_activity(fields=CALL, account=acme, by=cleo, now=NOW)

    assert Activity.objects.get().account == acme


def test_a_stranger_logs_nothing(ana: User, cleo: User, process: Process) -> None:
    opportunity = deal("Robots", owner=ana, process=process)

    with pytest.raises(PermissionDenied):
        log_activity(fields=CALL, opportunity=opportunity, by=cleo, now=NOW)

    assert not Activity.objects.exists()


def test_an_activity_needs_a_place_and_known_fields(ana: User, acme: Account) -> None:
    with pytest.raises(ValueError, match="Got neither"):
        log_activity(fields=CALL, by=ana, now=NOW)
    with pytest.raises(ValueError, match="Got 'user'"):
        log_activity(fields={**CALL, "user": ana}, account=acme, by=ana, now=NOW)


def test_activities_are_seen_with_their_record(
    ana: User, cleo: User, dov: User, acme: Account, bolt: Account, process: Process
) -> None:
    robots = deal("Robots", owner=ana, account=acme, process=process)
    mine = log_activity(fields=CALL, opportunity=robots, by=ana, now=NOW)
    theirs = log_activity(fields=CALL, account=bolt, by=cleo, now=NOW)

    assert set(visible_activities(ana)) == {mine}
    assert set(visible_activities(cleo)) == {theirs}
    assert set(visible_activities(dov)) == {mine, theirs}


def test_few_and_many_activities_are_seen_by_the_same_people(
    ana: User, ben: User, cleo: User, dov: User, eva: User, acme: Account, bolt: Account, process: Process
) -> None:
    """A list begins with all that somebody may see, a look at a few asks each: neither may show more."""
    gone = person("Gil", role="seller", is_active=False)
    loner = person("Hal", role="manager", sees=User.Sees.TEAM)
    harbour = Territory.objects.create(name="Harbour")
    ana.territories.add(harbour)
    shared, local = account("Shared", owner=cleo), account("Local", owner=None, territory=harbour)
    shared.members.create(user=ana)
    records: list[dict[str, object]] = [
        {"account": one} for one in (acme, bolt, shared, local, account("Nobody's", owner=None))
    ]
    quay = account("Quay", owner=loner)
    for owner, customer in ((ana, shared), (cleo, shared), (loner, quay)):
        records.append({"opportunity": deal("Robots", owner=owner, account=customer, process=process)})
    for record in records:
        activity = log_activity(fields=CALL, **record, by=dov, now=NOW)  # type: ignore[arg-type]
        activity.parties.create(user=dov)

    seen = {}
    for user in (ana, ben, cleo, dov, eva, gone, loner):
        many = set(visible_activities(user))
        assert set(visible_among(user, Activity.objects.all())) == many
        assert set(Activity.objects.filter(parties__in=visible_parties(user))) == many
        seen[user.name] = len(many)
    # Ana: Acme, Shared, Local and her deal; not Cleo's deal with Shared, though she works with that account. Eva leads
    # the teams: what has no owner, or an owner without a team, is not among it.
    assert seen == {"Ana": 4, "Ben": 3, "Cleo": 3, "Dov": 8, "Eva": 5, "Gil": 0, "Hal": 1}


def test_a_role_is_said_once(ana: User, acme: Account, process: Process) -> None:
    opportunity = deal("Robots", owner=ana, account=acme, process=process)
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW)

    for _time in range(2):
        add_contact_role(opportunity, contact=pat, role="Buyer", by=ana, now=NOW)

    assert [(role.contact, role.role, role.valid_from) for role in ContactRole.objects.all()] == [(pat, "Buyer", NOW)]
    assert Event.objects.filter(verb="contact_role.added").count() == 1
