"""Probes of monitoring, and pages for outages."""

import shutil
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from trimtab.web.views import went_wrong


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def disk_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets the machine say that so many percent of its disk are free."""

    def disk_with(free: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(100, 100 - free, free))

    return disk_with


@pytest.mark.django_db
def test_live_touches_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client(headers={"host": "10.0.0.7:8000"})
    client.cookies["sessionid"] = "of-somebody"

    with django_assert_num_queries(0):
        answer = client.get("/health/live")

    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db(transaction=True)
def test_ready_says_what_was_looked_at(disk_with: Callable[[int], None]) -> None:
    disk_with(50)

    answer = Client().get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "disk": "ok"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("free", "said", "status"), [(9, "low", 200), (1, "problem", 503)])
def test_ready_tells_of_a_disk_that_fills_up(
    disk_with: Callable[[int], None], free: int, said: str, status: int
) -> None:
    disk_with(free)

    answer = Client().get("/health/ready")

    assert (answer.status_code, answer.json()["disk"]) == (status, said)


@pytest.mark.django_db(transaction=True)
def test_a_database_of_an_older_version_is_not_ready(disk_with: Callable[[int], None]) -> None:
    disk_with(50)
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("core", "0001_initial")

    answer = Client().get("/health/ready")

    recorder.record_applied("core", "0001_initial")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "problem")


def page_for(error: Exception) -> HttpResponse:
    request: HttpRequest = RequestFactory().get("/")
    try:
        raise error
    except type(error):
        return went_wrong(request)


def test_a_silent_database_is_told_with_when_to_come_back() -> None:
    page = page_for(OperationalError("server closed the connection"))

    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "does not answer" in page.text
    assert "server closed" not in page.text


def test_a_full_disk_is_told_with_what_to_do() -> None:
    page = page_for(OSError(28, "No space left on device"))

    assert page.status_code == 507
    assert "make room" in page.text


def test_a_fault_of_ours_is_told_as_one() -> None:
    page = page_for(KeyError("stage"))

    assert page.status_code == 500
    assert "stage" not in page.text
