"""Activities after they were logged: edited, done, archived, restored; by whom, and what it changes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.cast import NOW, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.actions import add_contact
from trimtab.accounts.models import Account
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.actions import (
    archive_activity,
    complete_activity,
    edit_activity,
    log_activity,
    restore_activity,
)
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity, Process
from trimtab.opportunities.queries import standings
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import Team, User

PARTS = ("edit", "completion", "archiving", "restoration")
LATER = NOW + timedelta(1)


@pytest.fixture
def robots(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Robots", owner=ana, account=acme, process=process)


@pytest.fixture
def task(robots: Opportunity, ana: User) -> Activity:
    """A task of Ana's with Robots."""
    return log_activity(
        fields={"kind": "task", "subject": "Send offer", "at": NOW}, opportunity=robots, by=ana, now=NOW
    )


def address(activity: Activity, part: str) -> str:
    return f"/opportunities/activities/{activity.pk}/{part}/"


def typed_into(activity: Activity, user: User) -> dict[str, object]:
    """What a browser would send from the form, unchanged."""
    form = client_for(user).get(address(activity, "edit")).context["form"]
    return {bound.name: "" if (value := bound.value()) is None else value for bound in form}


def test_an_activity_is_edited_from_its_page(task: Activity, ana: User) -> None:
    typed = typed_into(task, ana) | {"subject": "Send the offer", "minutes": 20}

    answer = client_for(ana).post(address(task, "edit"), typed)

    task.refresh_from_db()
    event = Event.objects.get(verb="activity.edited")
    assert (answer.status_code, answer["Location"]) == (302, f"/opportunities/{task.opportunity_id}/")
    assert (task.subject, task.minutes, task.at) == ("Send the offer", 20, NOW)
    assert (event.before, event.after["subject"]) == ({"subject": "Send offer", "minutes": None}, "Send the offer")


def test_a_form_sent_unchanged_changes_nothing(task: Activity, ana: User) -> None:
    Activity.objects.update(at=NOW + timedelta(seconds=17))
    typed = typed_into(task, ana)

    client_for(ana).post(address(task, "edit"), typed)

    assert not Event.objects.filter(verb="activity.edited").exists()


def test_a_task_is_done_now_from_the_list(task: Activity, ana: User) -> None:
    client = client_for(ana)
    assert "Mark Send offer as done" in client.get(f"/opportunities/{task.opportunity_id}/").content.decode()

    answer = client.post(address(task, "completion"), follow=True)

    task.refresh_from_db()
    assert task.done_at is not None
    assert "The task is done: Send offer." in answer.content.decode()
    assert "Mark Send offer as done" not in answer.content.decode()


def test_a_task_is_done_at_the_moment_that_is_typed(task: Activity, ana: User) -> None:
    client_for(ana).post(address(task, "edit"), typed_into(task, ana) | {"done_at": "2026-11-18T10:30"})

    task.refresh_from_db()
    assert task.done_at == NOW - timedelta(days=2, hours=1, minutes=30)


def test_a_call_cannot_be_done(task: Activity, ana: User) -> None:
    typed = typed_into(task, ana) | {"kind": "call", "done_at": "2026-11-18T10:30", "subject": "Half typed"}
    page = client_for(ana).post(address(task, "edit"), typed)
    assert (page.status_code, "Half typed" in page.content.decode()) == (422, True)
    Activity.objects.update(kind="call")

    with pytest.raises(ValueError, match="Only a task"):
        complete_activity(task, done_at=NOW, by=ana, now=NOW)

    assert client_for(ana).post(address(task, "completion")).status_code == 302
    assert Activity.objects.get().done_at is None
    with pytest.raises(IntegrityError):
        Activity.objects.update(done_at=NOW)


def test_who_attended_is_edited_and_receivers_of_a_mail_stay(task: Activity, ana: User, acme: Account) -> None:
    pat, kim, sam = (add_contact(acme, fields={"name": name}, by=ana, now=NOW) for name in ("Pat", "Kim", "Sam"))
    ActivityParty.objects.create(activity=task, contact=sam, part="to")
    edit_activity(task, changes={}, contacts=[pat], by=ana, now=NOW)

    edit_activity(task, changes={}, contacts=[kim], by=ana, now=LATER)

    found = set(task.parties.values_list("contact__name", "part"))
    assert found == {("Kim", "attended"), ("Sam", "to")}
    assert Event.objects.latest("pk").after["contacts"] == [kim.pk]


def test_an_archived_activity_counts_nowhere_and_comes_back(task: Activity, ana: User, robots: Opportunity) -> None:
    client = client_for(ana)
    page = client.post(address(task, "archiving"), follow=True).content.decode()
    assert "The activity was archived. Nothing was deleted." in page
    assert "Send offer</td>" not in page
    assert standings([robots.pk], at=LATER)[robots.pk].last_activity_at is None

    client.post(address(task, "restoration"))

    assert standings([robots.pk], at=LATER)[robots.pk].last_activity_at == NOW
    assert "Send offer" in client.get(f"/opportunities/{robots.pk}/").content.decode()


def test_archiving_twice_is_told_once(task: Activity, ana: User) -> None:
    archive_activity(task, by=ana, now=NOW)
    archive_activity(task, by=ana, now=LATER)
    restore_activity(task, by=ana, now=LATER)

    verbs = list(Event.objects.filter(record="activity").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["activity.logged", "activity.archived", "activity.restored"]


def test_the_opportunity_counts_as_changed_with_its_activity(task: Activity, ana: User, robots: Opportunity) -> None:
    for change in (
        lambda: edit_activity(task, changes={"subject": "Else"}, by=ana, now=LATER),
        lambda: archive_activity(task, by=ana, now=LATER + timedelta(1)),
    ):
        before = Opportunity.objects.get(pk=robots.pk).changed_at
        change()
        assert Opportunity.objects.get(pk=robots.pk).changed_at > before


def test_whoever_logged_it_may_change_it_though_only_reading_the_record(
    robots: Opportunity, ana: User, north: Team
) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    call = Activity.objects.create(kind="call", subject="Hello", at=NOW, recorded_at=NOW, user=gus, opportunity=robots)

    edit_activity(call, changes={"subject": "Hello again"}, by=gus, now=NOW)

    assert client_for(gus).get(address(call, "edit")).status_code == 200
    assert Activity.objects.get().subject == "Hello again"


def test_a_reader_changes_nothing(task: Activity, north: Team, organisation: Organisation) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    client = client_for(gus)
    before = fingerprint()

    answers = [client.post(address(task, part), {"subject": "x"}).status_code for part in PARTS]

    assert answers == [403] * 4
    assert fingerprint() == before


def test_a_stranger_finds_nothing(task: Activity, cleo: User, organisation: Organisation) -> None:
    client = client_for(cleo)
    before = fingerprint()

    assert [client.post(address(task, part)).status_code for part in PARTS] == [404] * 4
    assert client.get(address(task, "edit")).status_code == 404
    assert fingerprint() == before


def test_writes_are_posted(task: Activity, ana: User) -> None:
    client = client_for(ana)

    assert [client.get(address(task, part)).status_code for part in PARTS] == [200, 405, 405, 405]


def test_unknown_fields_are_refused(task: Activity, ana: User) -> None:
    with pytest.raises(ValueError, match="A field must be among"):
        edit_activity(task, changes={"user": ana}, by=ana, now=NOW)


def test_an_activity_of_an_account_is_changed_by_whoever_works_with_it(acme: Account, ana: User, ben: User) -> None:
    call = log_activity(fields={"kind": "call", "subject": "Hello", "at": NOW}, account=acme, by=ana, now=NOW)

    answer = client_for(ben).post(address(call, "archiving"))

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{acme.pk}/")
