"""What deals that ended still ask of who sold them: to say why while it is fresh, and to hand over to delivery.

Like any other rule: what is true of more than a third of them, and of more than three, becomes one sentence.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from trimtab.coach.candidates import worth_in
from trimtab.coach.choosing import Key, NextAction, is_too_many
from trimtab.coach.findings import Finding
from trimtab.coach.models import Kind
from trimtab.core.rates import Rates
from trimtab.outcomes.queries import Ended, ended_deals_of
from trimtab.people.models import User
from trimtab.web import formats

FRESH = timedelta(days=30)  # in which whoever sold it still knows why
DUE = timedelta(days=90)  # the first days of a customer, for which a hand-over is written
BREATH = timedelta(days=1)  # nobody is asked on the day itself


@dataclass(frozen=True)
class AfterEnd:
    """Actions about ended deals, and what is asked of too many of them: kind → of how many, of how many in all."""

    actions: Sequence[NextAction] = ()
    too_many: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)


def after_end_of(person: User, *, today: date, rates: Rates, answered: Collection[Key]) -> AfterEnd:
    """What the person's own deals of the last 90 days ask. One query."""
    ended = ended_deals_of(person, since=today - DUE, today=today - BREATH)
    return asked_of(ended, rates, today=today, answered=answered)


def asked_of(ended: Sequence[Ended], rates: Rates, *, today: date, answered: Collection[Key]) -> AfterEnd:
    """The same from what is known of each."""
    found = [(one, finding) for one in ended for finding in _findings(one, today)]
    of = {
        Kind.UNEXPLAINED: sum(one.on >= today - FRESH for one in ended),
        Kind.HAND_OVER: sum(one.is_won for one in ended),
    }
    counts = {kind: sum(finding.kind == kind for _one, finding in found) for kind in of}
    too_many = {kind: (counts[kind], of[kind]) for kind in of if is_too_many(counts[kind], of[kind])}
    actions = []
    for one in ended:
        left = [finding for deal, finding in found if deal is one and finding.kind not in too_many]
        if left := [finding for finding in left if finding.key not in answered]:
            actions.append(NextAction(one.pk, tuple(left), worth_in(rates, one.amount, one.currency, today)))
    return AfterEnd(actions, too_many)


def _findings(one: Ended, today: date) -> Iterator[Finding]:
    """Of one deal, the stronger first."""
    if one.is_won and not one.is_given:
        yield _hand_over(one)
    if not one.is_explained and one.on >= today - FRESH:
        yield _unexplained(one)


def _hand_over(one: Ended) -> Finding:
    def tell() -> str:
        day = formats.day(one.on)
        if one.is_written:
            return _("Won on %(day)s; what delivery must know is written and not given to anybody.") % {"day": day}
        return _("Won on %(day)s; nobody has written what delivery must know.") % {"day": day}

    about = f"won {one.on}, written" if one.is_written else f"won {one.on}"
    return Finding(Kind.HAND_OVER, one.pk, about, _("Hand it over to delivery."), tell, one.on)


def _unexplained(one: Ended) -> Finding:
    def tell() -> str:
        day = formats.day(one.on)
        ended = _("Won on %(day)s; nobody says why.") if one.is_won else _("Lost on %(day)s; nobody says why.")
        return ended % {"day": day} if one.has_lesson else f"{ended % {'day': day}} {_('No lesson is written either.')}"

    what = _("Say why while it is fresh.")
    return Finding(Kind.UNEXPLAINED, one.pk, f"ended {one.on}", what, tell, one.on)
