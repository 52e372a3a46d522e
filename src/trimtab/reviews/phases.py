"""The phases of a review: their order, what belongs into each, how long each takes, and what each part does there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.reviews.models import Participant, Post, Review

Kind, Phase, Role = Post.Kind, Review.Phase, Participant.Role
LIVE = (
    Phase.PREPARED, Phase.UNDERSTAND, Phase.CLARIFY, Phase.STRENGTHS, Phase.VULNERABILITIES, Phase.RECOMMENDATIONS,
    Phase.COMMIT,
)  # fmt: skip
OPEN = (Phase.PREPARED, Phase.GATHER, Phase.COMMIT)
# What is said in a phase; in the others people listen, or agree.
KINDS: Mapping[str, Sequence[Post.Kind]] = {
    Phase.CLARIFY: (Kind.QUESTION, Kind.ANSWER),
    Phase.STRENGTHS: (Kind.STRENGTH,),
    Phase.VULNERABILITIES: (Kind.VULNERABILITY,),
    Phase.RECOMMENDATIONS: (Kind.RECOMMENDATION,),
    Phase.GATHER: (Kind.QUESTION, Kind.ANSWER, Kind.STRENGTH, Kind.VULNERABILITY, Kind.RECOMMENDATION),
}
# Of ninety minutes; a shorter review shortens every phase, it drops none.
SHARES: Mapping[str, int] = {
    Phase.UNDERSTAND: 20,
    Phase.CLARIFY: 15,
    Phase.STRENGTHS: 10,
    Phase.VULNERABILITIES: 20,
    Phase.RECOMMENDATIONS: 15,
    Phase.COMMIT: 10,
}
ADVICE: Mapping[str, Mapping[str, Promise]] = {
    Phase.PREPARED: {
        Role.PRESENTER: _("Look at the deal as the others will see it. Mend what is wrong now, not in the meeting."),
        Role.COACH: _("Ask each reviewer to look through somebody's eyes. Begin when all are here."),
        Role.REVIEWER: _("Read the deal. Write nothing yet."),
    },
    Phase.UNDERSTAND: {
        Role.PRESENTER: _("Tell the deal from the customer's side: what they want, who decides, why now."),
        Role.COACH: _("Nobody interrupts. Keep the time."),
        Role.REVIEWER: _("Listen. Note what you did not hear."),
    },
    Phase.CLARIFY: {
        Role.PRESENTER: _("Answer in one sentence. “I do not know” is an answer, and a good one."),
        Role.COACH: _("Let only questions through. Advice in the form of a question waits."),
        Role.REVIEWER: _("Ask for what you need to understand, not for what you want to say."),
    },
    Phase.STRENGTHS: {
        Role.PRESENTER: _("Listen. A strength counts if the customer would name it."),
        Role.COACH: _("Ask for each one: who at the customer said so?"),
        Role.REVIEWER: _("Name what speaks for us, through the eyes that you were given."),
    },
    Phase.VULNERABILITIES: {
        Role.PRESENTER: _("Do not defend. Whatever is said here costs nothing, and may save the deal."),
        Role.COACH: _("Ask everybody for one. It can be said without a name."),
        Role.REVIEWER: _("Say how we could lose, to whom, and through which person."),
    },
    Phase.RECOMMENDATIONS: {
        Role.PRESENTER: _("Listen. You choose afterwards."),
        Role.COACH: _("Ask for steps that somebody can do by a day."),
        Role.REVIEWER: _("For each vulnerability say one step against it."),
    },
    Phase.GATHER: {
        Role.PRESENTER: _("Answer questions during the day."),
        Role.COACH: _("See that everybody has written by tomorrow."),
        Role.REVIEWER: _("Ask, then name a strength, a vulnerability and a step against it. It takes ten minutes."),
    },
    Phase.COMMIT: {
        Role.PRESENTER: _("Take what you will do, refuse the rest with a reason. Say what will be true, by when."),
        Role.COACH: _("Each line needs one name, one day, and something that shows it."),
        Role.REVIEWER: _("Offer your help where you said that something is missing."),
    },
}


@dataclass(frozen=True)
class Timer:
    """How long the phase is planned to take, and until when."""

    minutes: int
    ends_at: datetime


def phases_of(mode: str) -> Sequence[Review.Phase]:
    """The phases of a review in their order, without the closing."""
    return OPEN if mode == Review.Mode.OPEN else LIVE


def phase_after(review: Review) -> Review.Phase | None:
    """The next phase; None where only closing is left, or nothing."""
    order = list(phases_of(review.mode))
    place = order.index(Phase(review.phase)) + 1 if review.phase in order else len(order)
    return order[place] if place < len(order) else None


def kinds_in(review: Review) -> Sequence[Post.Kind]:
    """What may be said now."""
    return KINDS.get(review.phase, ()) if review.is_open else ()


def timer_of(review: Review) -> Timer | None:
    """The time of the phase; None where none is running.

    >>> from datetime import UTC
    >>> ten = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    >>> timer_of(Review(minutes=45, phase="understand", phase_at=ten)).minutes
    10
    """
    if not review.is_open or review.phase == Phase.PREPARED:
        return None
    if review.phase == Phase.GATHER:
        return Timer(24 * 60, review.ends_at)
    minutes = max(round(review.minutes * SHARES[review.phase] / sum(SHARES.values())), 1)
    return Timer(minutes, review.phase_at + timedelta(minutes=minutes))
