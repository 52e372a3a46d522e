"""Fetches one document from the internet, and nothing from inside.

The name of the host is resolved once, every address it has is looked at, and the connection goes to that very address:
a name that answers differently the second time gains nothing. The same is done again after each redirect. What comes
back is limited in size, also unpacked, and in time as a whole, so that neither a bomb nor a trickle holds anybody up.
"""

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from trimtab.research.public_addresses import is_public

Resolver = Callable[[str, int], Sequence[str]]
Connector = Callable[[str, int, float], socket.socket]
REDIRECTS = {301, 302, 303, 307, 308}
PORTS = {"http": 80, "https": 443}
LOWEST_OTHER_PORT = 1024  # below stand mail, name and file services, which a web address has no business with
PIECE = 65_536
LONGEST_ADDRESS = 2_000  # bytes; PostgreSQL's index of them takes 2,700
MOST_ADDRESSES = 4  # of one name are tried
SPACE = set(map(chr, range(33))) | {"\\", "\x7f"}


class Trouble(StrEnum):
    """Why nothing was fetched; the words for it are in `words`."""

    ADDRESS = "address"
    SCHEME = "scheme"
    SIGN_IN = "sign_in"
    PORT = "port"
    UNKNOWN_HOST = "unknown_host"
    INSIDE = "inside"
    UNREACHABLE = "unreachable"
    INSECURE = "insecure"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REFUSED = "refused"
    GONE = "gone"
    BUSY = "busy"
    GARBLED = "garbled"


class NotFetched(Exception):
    """Nothing was fetched. `wait`: seconds that the other side asked to be left alone; 0 where it did not say."""

    def __init__(self, trouble: Trouble, *, wait: int = 0) -> None:
        super().__init__(trouble.value)
        self.trouble, self.wait = trouble, wait


def resolved(host: str, port: int) -> Sequence[str]:
    """All addresses of the host, as the resolver of the system gives them.

    Raises:
        OSError: the name means nothing.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_kind, place in found))


def connected_to(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address, never to a name.

    Raises:
        OSError: there is none within that time.
    """
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True)
class Policy:
    """What may be fetched and what it may cost.

    allowed: hosts inside the network, as `host:port`, that whoever runs the site has named; empty as shipped.
    seconds: for everything together, from the name of the first host to the last byte.
    """

    agent: str = "Trimtab feed reader"
    allowed: frozenset[str] = frozenset()
    seconds: float = 20.0
    packed: int = 4_000_000
    unpacked: int = 5_000_000
    redirects: int = 5
    resolve: Resolver = field(default=resolved, repr=False)
    connect: Connector = field(default=connected_to, repr=False)


@dataclass(frozen=True)
class Fetched:
    """A document. `url`: where it was found in the end. `is_unchanged`: it is the one we have, and `body` is empty."""

    url: str
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False
    moved_to: str = ""  # where it was said to have moved for good


def fetch(url: str, *, policy: Policy, etag: str = "", last_modified: str = "") -> Fetched:
    """The document at that address.

    Args:
        etag, last_modified: of the version we have, as it came; the other side may then say that nothing changed.

    Raises:
        NotFetched: it cannot be had, or may not be.
    """
    ends_at = time.monotonic() + policy.seconds
    asked = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if value}
    is_for_good, moved_to = True, ""
    for _hop in range(policy.redirects + 1):
        parts = checked(url)
        answer = _ask(parts, asked, policy=policy, ends_at=ends_at)
        if answer.status not in REDIRECTS:
            return _fetched(url, answer, moved_to=moved_to)
        url = urljoin(url, answer.headers.get("location", ""))
        is_for_good = is_for_good and answer.status in {301, 308}
        moved_to = url if is_for_good else moved_to
    raise NotFetched(Trouble.TOO_MANY_REDIRECTS)


def checked(url: str) -> SplitResult:
    """The parts of an address that may be asked for, as far as its text can tell.

    Raises:
        NotFetched: no web address, or one that carries a name and a password, or a port of other services.
    """
    if not url or len(url.encode("utf-8", "replace")) > LONGEST_ADDRESS or SPACE & set(url):
        raise NotFetched(Trouble.ADDRESS)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotFetched(Trouble.ADDRESS) from error
    if parts.scheme not in PORTS:
        raise NotFetched(Trouble.SCHEME if parts.scheme else Trouble.ADDRESS)
    if "@" in parts.netloc:
        raise NotFetched(Trouble.SIGN_IN)
    if not parts.hostname:
        raise NotFetched(Trouble.ADDRESS)
    if port is not None and port not in PORTS.values() and port < LOWEST_OTHER_PORT:
        raise NotFetched(Trouble.PORT)
    return parts


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def _ask(parts: SplitResult, asked: Mapping[str, str], *, policy: Policy, ends_at: float) -> _Answer:
    host, port = _host_of(parts), parts.port or PORTS[parts.scheme]
    try:
        connection = _connected(host, port, policy=policy, ends_at=ends_at)
        with connection:
            if parts.scheme == "https":
                connection.settimeout(_left(ends_at))
                connection = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
            with connection:
                return _spoken(_Timed(connection, ends_at), parts, asked, policy=policy)
    except TimeoutError as error:
        raise NotFetched(Trouble.TOO_SLOW) from error
    except ssl.SSLError as error:
        raise NotFetched(Trouble.INSECURE) from error
    except http.client.HTTPException as error:
        raise NotFetched(Trouble.GARBLED) from error
    except (OSError, ValueError) as error:
        raise NotFetched(Trouble.UNREACHABLE) from error


def _host_of(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:  # an address of IPv6
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise NotFetched(Trouble.ADDRESS) from error


def _connected(host: str, port: int, *, policy: Policy, ends_at: float) -> socket.socket:
    """A connection to an address that was looked at; the name is not resolved again."""
    addresses = _resolved_in_time(host, port, policy=policy, ends_at=ends_at)
    if f"{host}:{port}" not in policy.allowed and not all(map(is_public, addresses)):
        raise NotFetched(Trouble.INSIDE)
    failed: OSError = OSError("no address")
    for address in addresses[:MOST_ADDRESSES]:
        try:
            return policy.connect(address, port, _left(ends_at))
        except OSError as error:
            failed = error
    raise failed


def _resolved_in_time(host: str, port: int, *, policy: Policy, ends_at: float) -> Sequence[str]:
    """Resolving has no time limit of its own, so it is done beside, and left there where it takes too long."""
    found: list[str] = []

    def resolve() -> None:
        try:
            found.extend(policy.resolve(host, port))
        except (OSError, UnicodeError):
            return

    beside = threading.Thread(target=resolve, name="resolve", daemon=True)
    beside.start()
    beside.join(_left(ends_at))
    if beside.is_alive():
        raise NotFetched(Trouble.TOO_SLOW)
    if not found:
        raise NotFetched(Trouble.UNKNOWN_HOST)
    return found


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise NotFetched(Trouble.TOO_SLOW)
    return left


class _Timed(io.RawIOBase):
    """What comes through a connection, read and written within the time that is left of the whole.

    A limit for each read alone would let a trickle of single bytes go on for ever.
    """

    def __init__(self, connection: socket.socket, ends_at: float) -> None:
        self.connection, self.ends_at = connection, ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        self.connection.settimeout(_left(self.ends_at))
        return self.connection.recv_into(cast("bytearray", buffer))

    def send_all(self, text: bytes) -> None:
        self.connection.settimeout(_left(self.ends_at))
        self.connection.sendall(text)

    def makefile(self, *_mode: object, **_kinds: object) -> io.BufferedReader:
        """What the library's reader of answers asks a socket for."""
        return io.BufferedReader(self, PIECE)


def _spoken(line: _Timed, parts: SplitResult, asked: Mapping[str, str], *, policy: Policy) -> _Answer:
    line.send_all(_request(parts, asked, agent=policy.agent))
    answer = http.client.HTTPResponse(cast("socket.socket", line), method="GET")
    answer.begin()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    has_body = answer.status == http.client.OK
    body = _body(answer, headers.get("content-encoding", ""), policy=policy) if has_body else b""
    return _Answer(answer.status, headers, body)


def _request(parts: SplitResult, asked: Mapping[str, str], *, agent: str) -> bytes:
    place = urlunsplit(("", "", _quoted(parts.path) or "/", _quoted(parts.query), ""))
    host = _host_of(parts)
    named = f"[{host}]" if ":" in host else host
    headers = {
        "Host": f"{named}:{parts.port}" if parts.port else named,
        "User-Agent": agent,
        "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/html;q=0.5, */*;q=0.3",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **asked,
    }
    lines = [f"GET {place} HTTP/1.1", *(f"{name}: {_one_line(value)}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _quoted(text: str) -> str:
    return "".join(one if one.isascii() else "".join(f"%{byte:02X}" for byte in one.encode()) for one in text)


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _body(answer: http.client.HTTPResponse, encoding: str, *, policy: Policy) -> bytes:
    unpack = _unpacker(encoding.strip().lower())
    packed, unpacked = 0, bytearray()
    while piece := answer.read1(PIECE):
        packed += len(piece)
        unpacked += unpack(piece, policy.unpacked + 1 - len(unpacked))
        if packed > policy.packed or len(unpacked) > policy.unpacked:
            raise NotFetched(Trouble.TOO_LARGE)
    return bytes(unpacked)


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """Unpacks a piece, never more than asked for: what is left over means that the whole is too large."""
    if encoding in {"", "identity"}:
        return lambda piece, most: piece[:most]
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise NotFetched(Trouble.GARBLED)
    inflating = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: gzip or zlib, as its head says

    def unpack(piece: bytes, most: int) -> bytes:
        try:
            return inflating.decompress(inflating.unconsumed_tail + piece, most)
        except zlib.error as error:
            raise NotFetched(Trouble.GARBLED) from error

    return unpack


def _fetched(url: str, answer: _Answer, *, moved_to: str) -> Fetched:
    headers = answer.headers
    if answer.status in {http.client.OK, http.client.NOT_MODIFIED}:
        return Fetched(
            url,
            body=answer.body,
            content_type=headers.get("content-type", ""),
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            is_unchanged=answer.status == http.client.NOT_MODIFIED,
            moved_to=moved_to,
        )
    trouble = {404: Trouble.GONE, 410: Trouble.GONE, 429: Trouble.BUSY, 503: Trouble.BUSY}
    asked_to_wait = headers.get("retry-after", "")
    wait = int(asked_to_wait) if asked_to_wait.isascii() and asked_to_wait.isdigit() else 0
    raise NotFetched(trouble.get(answer.status, Trouble.REFUSED), wait=wait)
