"""Whatever stands behind the question mark, a page answers, quickly, and writes nothing.

Each parameter that a page reads is found by watching it, so a new filter is tried without being named here.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import escape

from tests.addresses import ADDRESSES
from tests.cast import client_for
from tests.fingerprints import fingerprint
from tests.nerves.payloads import HARD, SQL
from tests.test_access_matrix import WORDS, World
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
READ = [name for name, address in ADDRESSES.items() if address.method == "get"]
EVERYWHERE = {"scope", "period", "items", "next", "nothing"}
SECONDS = 5.0  # a payload that sleeps does so for five


@contextmanager
def watched() -> Iterator[set[str]]:
    """The names that a page looks for in its address."""
    asked: set[str] = set()
    reading = ("get", "getlist", "__getitem__", "__contains__")
    originals = {name: getattr(QueryDict, name) for name in reading}

    def watching(name: str) -> Any:
        def read(self: QueryDict, key: object, *rest: Any, **named: Any) -> Any:
            asked.add(str(key))
            return originals[name](self, key, *rest, **named)

        return read

    with pytest.MonkeyPatch.context() as patch:
        for name in reading:
            patch.setattr(QueryDict, name, watching(name))
        yield asked


def asked_of(client: Client, place: str) -> set[str]:
    with watched() as names:
        client.get(place)
    return names - {"csrfmiddlewaretoken"}


def fearless(user: User) -> Client:
    """A browser that gets the page of an error, as people do."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def broken_by(client: Client, place: str, queries: Iterable[Mapping[str, str]]) -> list[tuple[object, int]]:
    """The queries that no page answers in time, with the status."""
    broken: list[tuple[object, int]] = []
    for query in queries:
        begin = time.monotonic()
        status = client.get(place, query).status_code
        if status >= 500 or time.monotonic() - begin > SECONDS:
            broken.append(({name: text[:40] for name, text in query.items()}, status))
    return broken


def test_no_parameter_breaks_a_page(world: World) -> None:
    client, broken, before = fearless(world.people["finn"]), {}, fingerprint(without={"core.Event"})

    for name in READ:
        place = world.address(name)
        names = asked_of(client, place)
        # All at once, and then without those that refuse the whole page. Whoever reads nothing gets a few all the same.
        sets = [one for one in (names | EVERYWHERE, names - EVERYWHERE) if one]
        payloads = HARD if names else HARD[:2]
        if found := broken_by(client, place, [dict.fromkeys(one, payload) for payload in payloads for one in sets]):
            broken[name] = found

    assert broken == {}
    assert fingerprint(without={"core.Event"}) == before


@pytest.mark.parametrize("name", ["opportunities", "opportunities-export", "accounts", "people", "search"])
def test_no_parameter_of_a_list_breaks_it(name: str, world: World) -> None:
    client, place = fearless(world.people["finn"]), world.address(name)
    names = sorted(asked_of(client, place) | EVERYWHERE)

    alone = [{one: payload} for one in names for payload in HARD[:4]]
    each = [{names[turn % len(names)]: payload, "sort": payload, "q": payload} for turn, payload in enumerate(SQL)]

    assert broken_by(client, place, [*alone, *each]) == []


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "unicode_escape", "nothing"])
def test_a_charset_of_the_senders_breaks_no_page(world: World, charset: str) -> None:
    client = fearless(world.people["finn"])

    answer = client.get("/opportunities/?q=%5Cud800", headers={"content-type": f"text/plain; charset={charset}"})

    assert answer.status_code in {200, 400}


# What somebody else took away meanwhile is told of, on the page where it stood.
TOLD_SO = {"rate-removal", "reopening", "process-discarding", "process-milestone-removal",
           "process-step-removal", "plan-unit-removal", "plan-team-removal", "review-leaving"}  # fmt: skip
SHIPPED = ("assessment-template-json", "0")  # the version before the organisation's own first
NUMBERED = [name for name, address in ADDRESSES.items() if address.of not in {"", *WORDS}]


def test_an_id_that_no_database_holds_is_not_found(world: World) -> None:
    client = fearless(world.people["dov"])

    statuses = {
        (name, number[:20]): getattr(client, ADDRESSES[name].method)(_numbered(world, name, number)).status_code
        for name in NUMBERED
        for number in ("0", "9" * 19, "9" * 4000)
    }

    assert statuses.pop(SHIPPED) == 200
    wrong = {case: status for case, status in statuses.items() if status != (302 if case[0] in TOLD_SO else 404)}
    assert wrong == {}


def _numbered(world: World, name: str, number: str) -> str:
    """The address with another number in the place of the record's."""
    return numbered(world, name, world.address(name), number)


def numbered(world: World, name: str, address: str, number: str) -> str:
    named = [world.ids[one] for one in reversed(ADDRESSES[name].of.split()) if one in world.ids]  # the last of several
    pk = next(pk for pk in (*named, world.ids["opportunity"]) if f"/{pk}/" in address)
    before, _pk, after = address.rpartition(f"/{pk}/")
    return f"{before}/{number}/{after}"


def test_a_stranger_cannot_tell_a_hidden_record_from_none(world: World) -> None:
    client = client_for(world.people["cleo"])
    for name in NUMBERED:
        if ADDRESSES[name].allowed["cleo"] != "-":
            continue
        hidden = world.address(name)
        missing = numbered(world, name, hidden, "987654")
        bodies = [getattr(client, ADDRESSES[name].method)(place).content.decode() for place in (hidden, missing)]

        assert _without_the_address(bodies[0], hidden) == _without_the_address(bodies[1], missing), name


def _without_the_address(body: str, place: str) -> str:
    for written in (place, escape(place), place.partition("?")[0]):
        body = body.replace(written, "")
    return "".join(line for line in body.splitlines() if "csrf" not in line.lower())
