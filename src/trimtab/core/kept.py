"""What every part of a page asks for, read once for the page: the organisation's settings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

Thing = TypeVar("Thing")
_kept: ContextVar[dict[str, object] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping() -> Iterator[None]:
    """What is asked for within is read once. Only around what changes nothing: a write has to read what is there."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(name: str, read: Callable[[], Thing]) -> Thing:
    """What `read` gives, of the page's first time; outside of a page, each time anew."""
    kept = _kept.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    return cast("Thing", kept[name])
