"""The page Today, as the people of the cast see it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import client_for, person
from trimtab.accounts.models import Account
from trimtab.coach.models import Answer
from trimtab.coach.tests.builders import activity, days_ago
from trimtab.opportunities.models import Activity, Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def measured(settings: Any) -> None:
    """Every open stage has a pace: half of the won ones left within 18 days, nine of ten within 44 (n = 57)."""
    settings.PACES = "trimtab.coach.tests.builders.measured_stages"


def fresh(name: str, *, owner: User, process: Process, days: int = 5, late: int = -60, **fields: Any) -> Opportunity:
    """Opened some days ago, spoken of yesterday, closing in two months unless `late` says how many days ago."""
    now = timezone.now()
    close_on = now.date() - timedelta(days=late)
    made = deal(name, owner=owner, process=process, now=days_ago(days, now=now), close_on=close_on, **fields)
    Activity.objects.create(
        kind="call", user=owner, opportunity=made, at=days_ago(1, now=now), recorded_at=days_ago(1, now=now)
    )
    return made


def text_of(client: Client, address: str = "/today/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode())).replace("\N{NO-BREAK SPACE}", " ")


def test_seller_reads_what_to_do_why_and_what_it_is_worth(ana: User, acme: Account, process: Process) -> None:
    fresh("Acme turbines", owner=ana, process=process, account=acme, late=3, amount=5000)

    text = text_of(client_for(ana))

    assert "1 thing needs you now, worth 5,000 EUR." in text
    assert "Acme turbines Acme" in text
    assert "Set a date that holds, or close it. The close date" in text
    assert "passed 3 days ago." in text


def test_reason_of_a_stall_carries_its_data(ana: User, process: Process) -> None:
    fresh("Acme turbines", owner=ana, process=process, days=61)

    text = text_of(client_for(ana))

    assert "In Qualify for 61 days; half of the won ones left it within 18" in text
    assert "nine of ten within 44 days (n = 57)." in text


def test_unknown_worth_is_said_not_shown_as_zero(ana: User, process: Process) -> None:
    fresh("Acme turbines", owner=ana, process=process, late=3, amount=None)

    text = text_of(client_for(ana))

    assert "1 thing needs you now." in text
    assert "worth unknown" in text


def test_nothing_to_do_says_by_which_measure(ana: User, process: Process) -> None:
    fresh("Acme turbines", owner=ana, process=process)

    assert "Nothing needs you now. 1 open, none slipped, stalled or silent by your own measure." in text_of(
        client_for(ana)
    )


def test_without_paces_the_page_does_not_claim_that_nothing_stalled(ana: User, process: Process, settings: Any) -> None:
    settings.PACES = "trimtab.analytics.extracts.paces.paces_in"
    settings.EXTRACTS = settings.HOME / "no-extracts"
    fresh("Acme turbines", owner=ana, process=process, days=300)

    text = text_of(client_for(ana))

    assert "1 open, none slipped by your own measure." in text
    assert "Stalled and silent are not judged: the own paces have not been worked out yet." in text


def test_without_any_opportunity_the_page_says_so(ana: User) -> None:
    assert "there is no open opportunity here" in text_of(client_for(ana))


def test_what_most_have_in_common_is_one_sentence_with_its_list(ana: User, process: Process) -> None:
    for number in range(5):
        fresh(f"Acme {number}", owner=ana, process=process, late=3)
    fresh("Bolt fleet", owner=ana, process=process)

    answer = client_for(ana).get("/today/")

    assert "5 of 6 open ones have a close date in the past." in answer.content.decode()
    link = re.search(r'class="button" href="([^"]+close_to[^"]+)"', answer.content.decode())
    assert link is not None
    listed = client_for(ana).get(link.group(1).replace("&amp;", "&")).content.decode()
    assert listed.count("Acme ") >= 5
    assert "Bolt fleet" not in listed


def test_manager_sees_who_must_act(ana: User, ben: User, process: Process) -> None:
    fresh("Acme turbines", owner=ana, process=process, late=3)
    fresh("Own lead", owner=ben, process=process, late=9)

    content = client_for(ben).get("/today/").content.decode()

    assert re.findall(r"<h2>(\w+)</h2>", content) == ["Ben", "Ana"]
    assert "2 things need you now" in content


def test_stranger_does_not_see_the_finding(ana: User, cleo: User, process: Process) -> None:
    fresh("Acme turbines", owner=ana, process=process, late=3)

    assert "Acme turbines" not in text_of(client_for(cleo), "/today/?scope=everyone")
    assert client_for(cleo).get(f"/today/?scope=person:{ana.pk}").status_code == 404


def test_reader_sees_the_finding_without_a_form_to_change_it(ana: User, north: Team, process: Process) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    fresh("Acme turbines", owner=ana, process=process, late=3)

    content = client_for(gus).get("/today/?scope=team").content.decode()

    assert "Acme turbines" in content
    assert "/completion/" not in content


def test_own_meeting_and_task_are_promised_and_those_of_others_are_not(ana: User, ben: User, process: Process) -> None:
    acme = fresh("Acme turbines", owner=ana, process=process)
    now = timezone.now()
    activity("task", person=ana, at=days_ago(2, now=now), opportunity=acme, subject="Send the offer")
    activity("meeting", person=ana, at=days_ago(-1, now=now), opportunity=acme, subject="Factory visit")

    assert "“Send the offer” was due on" in text_of(client_for(ana))
    assert "“Factory visit” is tomorrow at" in text_of(client_for(ana))
    assert "Factory visit" not in text_of(client_for(ben))


def test_put_off_and_refused_are_the_persons_own(ana: User, ben: User, process: Process) -> None:
    acme = fresh("Acme turbines", owner=ana, process=process, late=3)
    client_for(ana).post(
        f"/today/slipped/{acme.pk}/refusal/", {"about": f"closing {acme.close_on}", "reason": "Family matters"}
    )

    assert "1 refused" in text_of(client_for(ana))
    assert "Acme turbines" in text_of(client_for(ben))
    assert "Family matters" not in text_of(client_for(ben))
    assert "0 refused" in text_of(client_for(ben))


def test_refused_comes_back_when_its_data_change(ana: User, process: Process) -> None:
    acme = fresh("Acme turbines", owner=ana, process=process, late=3)
    client_for(ana).post(f"/today/slipped/{acme.pk}/refusal/", {"about": f"closing {acme.close_on}", "reason": "No"})
    assert "needs you now, worth" not in text_of(client_for(ana))

    Opportunity.objects.filter(pk=acme.pk).update(close_on=timezone.now().date() - timedelta(days=2))

    assert "1 thing needs you now" in text_of(client_for(ana))


def test_put_off_comes_back_on_its_day(ana: User, process: Process) -> None:
    acme = fresh("Acme turbines", owner=ana, process=process, late=3)
    today = timezone.now().date()
    answer = Answer.objects.create(
        person=ana, opportunity=acme, kind="slipped", about=f"closing {acme.close_on}", answer="put_off",
        until_on=today + timedelta(days=1), at=timezone.now(),
    )  # fmt: skip
    assert "needs you now, worth" not in text_of(client_for(ana))

    Answer.objects.filter(pk=answer.pk).update(until_on=today)

    assert "1 thing needs you now" in text_of(client_for(ana))


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    ana: User, ben: User, acme: Account, process: Process, django_assert_num_queries: Any
) -> None:
    client = client_for(ben)
    fresh("Acme 0", owner=ana, process=process, account=acme, late=3, days=61)
    client.get("/today/")
    with django_assert_num_queries(QUERIES):
        client.get("/today/")
    for number in range(1, 30):
        fresh(f"Acme {number}", owner=ana, process=process, account=acme, late=3 if number < 8 else -60, days=61)
        activity("meeting", person=ben, at=days_ago(-0.5, now=timezone.now()), subject=f"Call {number}")

    with django_assert_num_queries(QUERIES):
        client.get("/today/")


QUERIES = 24


def test_only_reading_is_allowed(ana: User) -> None:
    assert client_for(ana).post("/today/").status_code == 405


def test_where_every_one_is_late_the_latest_are_there_to_begin_with(ana: User, acme: Account, process: Process) -> None:
    for number in range(1, 6):
        fresh(f"Acme {number}", owner=ana, process=process, account=acme, late=number, amount=None)

    text = text_of(client_for(ana))

    assert "No single one of 5 open ones stands out. Begin with these." in text
    assert "5 of 5 open ones have a close date in the past." in text
    assert [f"Acme {number}" in text for number in range(1, 6)] == [True, True, True, False, False]


def test_a_feed_that_stopped_is_told(ana: User, acme: Account, process: Process) -> None:
    deal("Acme 1", owner=ana, process=process, account=acme)

    assert "The newest change among them is of Jan 8, 2024: bring newer exports in" in text_of(client_for(ana))
