"""The organisation's settings are read once for a page, and anew for whatever writes."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from trimtab.core.kept import keeping
from trimtab.core.models import Organisation
from trimtab.web.middleware import KeepingMiddleware

pytestmark = pytest.mark.django_db


def asks_twice(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{Organisation.get().currency} {Organisation.get().currency}")


def test_a_page_reads_the_settings_once(
    organisation: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = KeepingMiddleware(asks_twice)

    with django_assert_num_queries(1):
        page(RequestFactory().get("/"))
    with django_assert_num_queries(2):
        page(RequestFactory().post("/"))


def test_the_next_page_sees_what_was_changed_meanwhile(organisation: Organisation) -> None:
    page = KeepingMiddleware(asks_twice)
    page(RequestFactory().get("/"))

    Organisation.objects.update(currency="CHF")

    assert page(RequestFactory().get("/")).content == b"CHF CHF"


def test_nothing_is_kept_where_a_page_failed(organisation: Organisation) -> None:
    with pytest.raises(ZeroDivisionError), keeping():
        _fails(Organisation.get())

    Organisation.objects.update(currency="CHF")

    assert Organisation.get().currency == "CHF"


def _fails(_organisation: Organisation) -> None:
    raise ZeroDivisionError
