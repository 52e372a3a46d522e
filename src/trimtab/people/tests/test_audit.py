"""The audit, narrowed and taken along."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import client_for
from trimtab.core.audit import record_event
from trimtab.core.models import Event
from trimtab.people.audit import AuditForm
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def told(ana: User, cleo: User) -> None:
    """Ana edited opportunity 1 on Monday, Cleo opportunity 2 on Tuesday, Ana account 1 on Wednesday."""
    Event.objects.all().delete()
    said = [(ana, "opportunity", 1), (cleo, "opportunity", 2), (ana, "account", 1)]
    for day, (by, record, number) in enumerate(said):
        record_event(
            f"{record}.edited", record=record, record_id=number, by=by, now=NOON + timedelta(days=day),
            before={"amount": "100.00", "stage": 3}, after={"amount": "200.00", "stage": 3},
        )  # fmt: skip


def found(finn: User, **asked: str) -> list[tuple[str, int | None]]:
    """Record and id of each entry on the page."""
    page = client_for(finn).get("/settings/audit/", asked)
    return [(entry.event.record, entry.event.record_id) for entry in page.context["entries"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [("account", 1), ("opportunity", 2), ("opportunity", 1)]),
        ({"record": "opportunity"}, [("opportunity", 2), ("opportunity", 1)]),
        ({"record": "opportunity 2"}, [("opportunity", 2)]),
        ({"person": "ANA@example.com"}, [("account", 1), ("opportunity", 1)]),
        ({"person": "Cleo"}, [("opportunity", 2)]),
        ({"verb": "account.edited"}, [("account", 1)]),
        ({"since": "2026-03-03"}, [("account", 1), ("opportunity", 2)]),
        ({"since": "2026-03-03", "until": "2026-03-03"}, [("opportunity", 2)]),
        ({"record": "opportunity x"}, []),
        ({"person": "nobody"}, []),
    ],
)
def test_the_audit_is_narrowed(asked: dict[str, str], expected: list[tuple[str, int]], told: None, finn: User) -> None:
    assert found(finn, **asked) == expected


def test_only_what_differs_is_told(told: None, finn: User) -> None:
    page = client_for(finn).get("/settings/audit/")

    assert [change.name for change in page.context["entries"][0].changes] == ["amount"]


def test_days_out_of_order_are_told(told: None, finn: User) -> None:
    page = client_for(finn).get("/settings/audit/", {"since": "2026-03-04", "until": "2026-03-02"})

    assert page.status_code == 422
    assert "The first day must not be after the last." in page.content.decode()


def test_the_export_holds_what_was_asked_and_is_recorded(told: None, finn: User) -> None:
    answer = client_for(finn).get("/settings/audit/export/", {"record": "account"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a streamed answer
    assert "account.edited,account,1,amount,100.00,200.00" in text
    assert "opportunity" not in text
    assert Event.objects.get(verb="audit.exported").after == {"record": "account"}


def test_more_events_take_no_more_queries(told: None, finn: User) -> None:
    client = client_for(finn)
    client.get("/settings/audit/")
    with CaptureQueriesContext(connection) as few:
        client.get("/settings/audit/")
    Event.objects.bulk_create(
        Event(at=NOON, verb="account.edited", record="account", record_id=number) for number in range(150)
    )

    with CaptureQueriesContext(connection) as many:
        page = client.get("/settings/audit/")

    assert len(page.context["entries"]) == 100
    assert page.context["after"]
    assert len(many) == len(few)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
@pytest.mark.parametrize(
    "asked", [{"record": "account"}, {"record": "account 1"}, {"person": "ana@example.com"}, {"verb": "account.edited"}]
)
def test_each_way_of_narrowing_has_its_index(asked: dict[str, str], told: None) -> None:
    form = AuditForm(asked)
    events = form.events(ZoneInfo("UTC")).order_by("-at", "-pk")[:100]

    plan = events.explain()

    assert "event_of_" in plan
    assert "SCAN core_event" not in plan
