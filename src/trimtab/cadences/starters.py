"""Cadences to begin with: whoever takes one over gets it in the own language, and changes it from then on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.playbook.models import Channel


@dataclass(frozen=True)
class StarterStep:
    """One attempt."""

    channel: str
    days: int
    say: Promise


@dataclass(frozen=True)
class Starter:
    """A cadence that can be taken over."""

    key: str
    name: Promise
    about: Promise
    steps: Sequence[StarterStep]


STARTERS: Sequence[Starter] = (
    Starter(
        "after-meeting",
        _("After a meeting that went quiet"),
        _("They were interested, said they would come back, and did not."),
        (
            StarterStep(Channel.EMAIL, 3, _("What we understood, with one question that is easy to answer")),
            StarterStep(Channel.PHONE, 4, _("Ask whether something has changed; offer to talk to a colleague")),
            StarterStep(Channel.EMAIL, 7, _("Something that helps them without us: a figure, a mistake to avoid")),
            StarterStep(Channel.EMAIL, 14, _("Say that we close it for now, and how they reach us")),
        ),
    ),
    Starter(
        "after-proposal",
        _("After a proposal without an answer"),
        _("The proposal lies there. Something stands against it that nobody tells us."),
        (
            StarterStep(Channel.PHONE, 3, _("Ask what their colleagues said to it")),
            StarterStep(Channel.EMAIL, 5, _("Offer to leave out what is doubted")),
            StarterStep(Channel.PHONE, 7, _("Ask whether the date they named still holds")),
        ),
    ),
    Starter(
        "first-contact",
        _("First contact"),
        _("They do not know us. Each attempt gives a reason that is theirs."),
        (
            StarterStep(Channel.EMAIL, 0, _("Why them, why now, in three sentences, and one question")),
            StarterStep(Channel.SOCIAL, 4, _("React to something they wrote themselves")),
            StarterStep(Channel.PHONE, 6, _("Say the same reason in one sentence, and ask whom it concerns")),
        ),
    ),
)
