"""Nothing inside is ever asked, and nothing outside can hold us up."""

import gzip
import socket
import time
import zlib

import pytest

from trimtab.research.fetching import Fetched, NotFetched, Policy, Trouble, fetch
from trimtab.research.public_addresses import is_public
from trimtab.research.tests.servers import FEED, answer, says, serving, trickles

INSIDE = [
    "127.0.0.1", "127.1", "0177.0.0.1", "0x7f000001", "2130706433", "①②⑦.0.0.1", "127。0。0。1", "0.0.0.0", "0",
    "localhost", "localhost.", "LOCALHOST", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[fec0::1]", "[100::1]", "[2001:db8::1]",
    "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "10.0.0.1", "10.255.0.1",
    "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "198.18.0.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.1", "0300.0250.0.1", "3232235521",
]  # fmt: skip
NO_ADDRESSES = [
    ("file:///etc/passwd", Trouble.SCHEME), ("gopher://127.0.0.1:70/_x", Trouble.SCHEME),
    ("ftp://example.com/feed", Trouble.SCHEME), ("javascript:alert(1)", Trouble.SCHEME),
    ("//127.0.0.1/feed", Trouble.ADDRESS), ("feed", Trouble.ADDRESS), ("", Trouble.ADDRESS),
    ("http://", Trouble.ADDRESS), ("http://a b/", Trouble.ADDRESS), ("http://a\\@127.0.0.1/", Trouble.ADDRESS),
    ("http://a\r\nHost: b/", Trouble.ADDRESS), ("http://example.com@127.0.0.1/", Trouble.SIGN_IN),
    ("http://user:pass@example.com/", Trouble.SIGN_IN), ("http://example.com:22/", Trouble.PORT),
    ("http://example.com:25/", Trouble.PORT), ("http://example.com:99999/", Trouble.ADDRESS),
    ("http://[::1", Trouble.ADDRESS), ("http://" + "a" * 3_000, Trouble.ADDRESS), ("http://a..b/", Trouble.ADDRESS),
    ("http://a.de/" + "ü" * 1_500, Trouble.ADDRESS),
]  # fmt: skip


def trouble_of(url: str, policy: Policy) -> Trouble:
    with pytest.raises(NotFetched) as raised:
        fetch(url, policy=policy)
    return raised.value.trouble


def policy_for(place: str, **limits: object) -> Policy:
    """Production's policy, with one host inside allowed by name, as whoever runs a site may."""
    return Policy(allowed=frozenset({place}), **{"seconds": 5.0, **limits})  # type: ignore[arg-type]  # any of them


@pytest.mark.parametrize("host", INSIDE)
def test_no_way_of_writing_an_inside_address_reaches_it(host: str) -> None:
    with serving(says(answer())) as canary:
        found = trouble_of(f"http://{host}:{canary.port}/feed", Policy(seconds=3.0))

    assert found in {Trouble.INSIDE, Trouble.UNKNOWN_HOST, Trouble.ADDRESS}
    assert canary.asked == []


@pytest.mark.parametrize(("url", "trouble"), NO_ADDRESSES)
def test_what_is_no_address_of_the_web_is_refused_by_its_text(url: str, trouble: Trouble) -> None:
    assert trouble_of(url, Policy(seconds=2.0, resolve=lambda _host, _port: ["127.0.0.1"])) == trouble


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::200e"])
def test_the_public_internet_is_public(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize("text", ["", "x", "::ffff:8.8.8.8", "2001::1", "fe80::1%eth0", "300.1.1.1"])
def test_what_hides_another_address_is_not_public(text: str) -> None:
    assert not is_public(text)


def test_a_redirect_into_the_network_is_not_followed() -> None:
    with serving(says(answer())) as canary:
        for target in (
            canary.address(),
            "http://localhost:8000/",
            "http://169.254.169.254/latest/",
            "file:///etc/passwd",
        ):
            redirect = answer(b"", status="302 Found", headers={"Location": target})
            with serving(says(redirect)) as outside:
                found = trouble_of(outside.address(), policy_for(outside.place))

            assert found in {Trouble.INSIDE, Trouble.SCHEME}, target
        assert canary.asked == []


def test_a_name_that_answers_differently_the_second_time_gains_nothing() -> None:
    answers = [["8.8.4.4"], ["127.0.0.1"]]
    asked: list[str] = []
    connected: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    def unreachable(address: str, _port: int, _seconds: float) -> socket.socket:
        connected.append(address)
        raise OSError("no route")

    with serving(says(answer())) as canary:
        found = trouble_of(
            f"http://rebind.example:{canary.port}/", Policy(seconds=0.5, resolve=rebinding, connect=unreachable)
        )

        assert found == Trouble.UNREACHABLE
        assert (asked, connected) == (["rebind.example"], ["8.8.4.4"])
        assert canary.asked == []


def test_one_inside_address_among_public_ones_is_enough_to_refuse() -> None:
    policy = Policy(seconds=2.0, resolve=lambda _host, _port: ["93.184.216.34", "10.0.0.7"])

    assert trouble_of("http://mixed.example/", policy) == Trouble.INSIDE


def test_a_host_that_was_allowed_by_name_is_read_and_its_neighbours_are_not() -> None:
    with serving(says(answer(headers={"ETag": '"7"'}))) as server, serving(says(answer())) as neighbour:
        policy = policy_for(server.place)
        found = fetch(server.address(), policy=policy)

        assert (found.body, found.etag) == (FEED, '"7"')
        assert trouble_of(neighbour.address(), policy) == Trouble.INSIDE
        assert neighbour.asked == []


def test_a_document_that_did_not_change_is_not_sent_again() -> None:
    with serving(says(answer(b"", status="304 Not Modified"))) as server:
        found = fetch(server.address(), policy=policy_for(server.place), etag='"7"', last_modified="Mon, x\r\nEvil: 1")

    assert found == Fetched(server.address(), content_type="application/rss+xml", is_unchanged=True)
    assert 'If-None-Match: "7"\r\n' in server.asked[0]
    assert "\r\nEvil" not in server.asked[0]
    assert "User-Agent: Trimtab" in server.asked[0]


def test_redirects_are_followed_and_a_lasting_one_is_remembered() -> None:
    moved = answer(b"", status="301 Moved", headers={"Location": "/new"})
    with serving(says(moved, answer())) as server:
        found = fetch(server.address("/old"), policy=policy_for(server.place))

    assert (found.url, found.moved_to) == (server.address("/new"), server.address("/new"))


def test_a_passing_redirect_is_followed_and_forgotten() -> None:
    passing = answer(b"", status="302 Found", headers={"Location": "/now"})
    with serving(says(passing, answer())) as server:
        assert fetch(server.address(), policy=policy_for(server.place)).moved_to == ""


def test_a_circle_of_redirects_ends() -> None:
    with serving(says(answer(b"", status="302 Found", headers={"Location": "/feed"}))) as server:
        assert trouble_of(server.address(), policy_for(server.place)) == Trouble.TOO_MANY_REDIRECTS

    assert len(server.asked) == 6


@pytest.mark.parametrize(("packer", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
def test_packed_documents_are_unpacked(packer: object, name: str) -> None:
    assert callable(packer)
    with serving(says(answer(packer(FEED), headers={"Content-Encoding": name}))) as server:
        assert fetch(server.address(), policy=policy_for(server.place)).body == FEED


def test_a_bomb_is_not_unpacked_further_than_allowed() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000)
    with serving(says(answer(bomb, headers={"Content-Encoding": "gzip"}))) as server:
        begun = time.monotonic()
        found = trouble_of(server.address(), policy_for(server.place))

    assert found == Trouble.TOO_LARGE
    assert time.monotonic() - begun < 2


def test_a_document_without_an_end_is_given_up() -> None:
    def pours(connection: socket.socket, _head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with serving(pours) as server:
        assert trouble_of(server.address(), policy_for(server.place)) == Trouble.TOO_LARGE


def test_a_trickle_ends_with_the_time_that_is_allowed() -> None:
    with serving(trickles) as server:
        begun = time.monotonic()
        found = trouble_of(server.address(), policy_for(server.place, seconds=0.5))

    assert found == Trouble.TOO_SLOW
    assert time.monotonic() - begun < 2


def test_a_head_that_never_ends_is_given_up() -> None:
    def heads(connection: socket.socket, _head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X: y\r\n" * 100)

    with serving(heads) as server:
        assert trouble_of(server.address(), policy_for(server.place, seconds=2.0)) == Trouble.GARBLED


def test_a_resolver_that_does_not_come_back_is_left_behind() -> None:
    policy = Policy(seconds=0.2, resolve=lambda _host, _port: time.sleep(1) or [])  # type: ignore[func-returns-value]

    assert trouble_of("http://slow.example/", policy) == Trouble.TOO_SLOW


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (b"", Trouble.GARBLED),
        (b"no answer of the web\r\n\r\n", Trouble.GARBLED),
        (answer(b"x", headers={"Content-Encoding": "br"}), Trouble.GARBLED),
        (answer(b"no gzip", headers={"Content-Encoding": "gzip"}), Trouble.GARBLED),
        (answer(b"", status="404 Not Found"), Trouble.GONE),
        (answer(b"", status="403 Forbidden"), Trouble.REFUSED),
        (answer(b"", status="500 Broken"), Trouble.REFUSED),
        (answer(b"", status="302 Found"), Trouble.TOO_MANY_REDIRECTS),
        (answer(b"", status="429 Slow down", headers={"Retry-After": "120"}), Trouble.BUSY),
    ],
)
def test_every_bad_answer_has_a_name(said: bytes, trouble: Trouble) -> None:
    with serving(says(said)) as server:
        assert trouble_of(server.address(), policy_for(server.place)) == trouble


def test_who_asks_to_be_left_alone_is_heard() -> None:
    busy = answer(b"", status="429 Slow down", headers={"Retry-After": "120"})
    with serving(says(busy)) as server, pytest.raises(NotFetched) as raised:
        fetch(server.address(), policy=policy_for(server.place))

    assert raised.value.wait == 120


def test_a_server_without_a_valid_certificate_is_not_read() -> None:
    with serving(says(answer())) as server:
        url = server.address().replace("http://", "https://")

        assert trouble_of(url, policy_for(server.place)) in {Trouble.INSECURE, Trouble.UNREACHABLE}
