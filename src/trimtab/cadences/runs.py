"""Runs of attempts: which attempt of how many somebody had got when the answer came. No database here.

A run begins with an attempt and goes on while each next one comes within the days that an answer may take. It ends
with an answer, with a complaint or a wish to be left alone, or with silence for longer than those days: then it was
given up. Attempts of one day are one. An attempt counts once its days are over, answered or not: counted earlier,
quick answers would be in and slow silences out. One whose opportunity was closed in these days counts for nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class What(IntEnum):
    """What happened, in the order of one moment: a call that is answered is an attempt, then an answer."""

    ATTEMPT = 1
    REPLY = 2
    REFUSAL = 3
    CLOSED = 4


@dataclass(frozen=True)
class Happening:
    """Something that happened between us and one contact; channel and person: of an attempt."""

    at: datetime
    what: What
    channel: str = ""
    person: int | None = None


@dataclass(frozen=True)
class Attempt:
    """One attempt: its number in its run, and what came: reply, refusal, silence, given_up (silence, and no more
    attempt), closed (the opportunity ended), young (its days are not over)."""

    at: datetime
    number: int
    channel: str
    person: int | None
    came: str
    run_began: datetime


def attempts_in(happenings: Iterable[Happening], *, now: datetime, wait: timedelta) -> Iterator[Attempt]:
    """The attempts in what happened with one contact, in order."""
    last: Happening | None = None
    number, began = 0, now
    for one in _until(happenings, now):
        if last is not None and one.at - last.at > wait:
            yield _attempt(last, number, began, "given_up")
            last, number = None, 0
        if one.what is not What.ATTEMPT:
            if last is not None:
                yield _attempt(last, number, began, one.what.name.lower())
            last, number = None, 0
        elif last is None:
            last, number, began = one, 1, one.at
        elif one.at.date() > last.at.date():
            yield _attempt(last, number, began, "silence")
            last, number = one, number + 1
    if last is not None:
        yield _attempt(last, number, began, "given_up" if now - last.at > wait else "young")


def _until(happenings: Iterable[Happening], now: datetime) -> list[Happening]:
    return sorted((one for one in happenings if one.at <= now), key=lambda one: (one.at, one.what))


def is_counted(attempt: Attempt, *, now: datetime, wait: timedelta) -> bool:
    """Its days are over, and nothing but the customer ended it."""
    return attempt.came not in ("young", "closed") and now - attempt.at > wait


def _attempt(one: Happening, number: int, began: datetime, came: str) -> Attempt:
    return Attempt(one.at, number, one.channel, one.person, came, began)
