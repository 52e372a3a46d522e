"""Bodies and headers that no browser sends are refused with 4xx, soon, and others are served meanwhile."""

import socket
import time
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.cast import client_for
from tests.fingerprints import fingerprint
from tests.journeys.sites import Site
from tests.nerves.driver import Visitor
from tests.nerves.stock import CSRF, Stock
from tests.nerves.test_two_editors import typed_of
from tests.test_access_matrix import World

TEXTS = ("name", "kind", "lead_source", "loss_reason", "next_step", "account", "currency")


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["a\x00b", "\x00"])
@pytest.mark.parametrize("field", TEXTS)
def test_a_nul_in_a_field_is_shown_as_a_mistake(field: str, bad: str, world: World) -> None:
    client, place = client_for(world.people["ana"]), world.address("opportunity-edit")
    typed, before = typed_of(client.get(place).context["form"]), fingerprint()

    answer = client.post(place, typed | {field: bad})

    assert answer.status_code == 422
    assert fingerprint() == before


@pytest.mark.django_db
def test_half_a_character_is_refused(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.people["ana"])
    body = b"name=%ED%A0%80&stage=1"

    answer = client.post(world.address("opportunity-edit"), body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {400, 422}


@pytest.mark.django_db
def test_too_many_parameters_are_refused(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.people["ana"])

    answer = client.post(world.address("opportunity-edit"), {f"p{number}": "x" for number in range(5_001)})

    assert answer.status_code == 400


def raw(site: Site, sent: bytes) -> bytes:
    """The first line of what the site answers to these bytes."""
    parts = urlsplit(site.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(sent)
        return connection.makefile("rb").readline()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"GET /opportunities/?q=" + b"a" * 100_000, b""),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % number for number in range(1_000)), b""),
        (b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n", b""),
        (b"NONSENSE", b""),
    ],
    ids=["a search of 100 kB", "1,000 headers", "a NUL in the path", "nonsense"],
)
def test_a_request_that_is_none_is_refused(site: Site, head: bytes, body: bytes) -> None:
    ending = b"" if b"HTTP/1.1" in head else b" HTTP/1.1\r\nHost: localhost\r\n"

    line = raw(site, head + ending + b"\r\n" + body)

    assert line.split(b" ")[1].startswith(b"4") or line == b""


@pytest.mark.slow
def test_a_body_of_ten_megabytes_is_refused_soon(site: Site, stock: Stock) -> None:
    begin = time.monotonic()
    with Visitor(site.url, stock.session) as visitor:
        answer = visitor.post(f"/opportunities/{stock.opportunities[30]}/edit/", stock.edit(5) | {"x": "a" * 10**7})

    assert answer.status in {0, 400, 413}
    assert time.monotonic() - begin < 30


@pytest.mark.slow
def test_slow_senders_do_not_keep_others_waiting(site: Site, stock: Stock) -> None:
    parts = urlsplit(site.url)
    head = b"POST /people/preferences/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
    cookies = f"Cookie: sessionid={stock.session}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n\r\n".encode()
    senders = [socket.create_connection((parts.hostname, parts.port)) for _ in range(4)]
    for sender in senders:
        sender.sendall(head + cookies + b"theme=")

    with Visitor(site.url, stock.session) as visitor:
        answer = visitor.get("/people/profile/")

    for sender in senders:
        sender.close()
    assert answer.status == 200
