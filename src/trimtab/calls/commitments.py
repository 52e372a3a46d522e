"""Whether a sentence says what the customer does. What we do is no commitment of theirs, and nobody sees a thought.

    "Kim brings the head of operations to the next meeting"   theirs
    "Send the proposal"                                        ours: sending is our work
    "Kim understands our value"                                unseen: nobody can tell whether it happened

A person decides; this only asks. The words are a translated list, so another language has its own.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

THEIRS, OURS, UNSEEN, EMPTY = "theirs", "ours", "unseen", ""
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


@dataclass(frozen=True)
class Verdict:
    """What a sentence is: theirs, ours, unseen or empty; `said`: what to ask of whoever wrote it."""

    kind: str
    said: str = ""

    @property
    def is_step_of_theirs(self) -> bool:
        return self.kind == THEIRS


def verdict_on(text: str) -> Verdict:
    """Whose step the sentence is, by its first words."""
    words = [one.lower() for one in WORD.findall(text)]
    if not words:
        return Verdict(EMPTY)
    leading = words[1:] if words[0] in _words(_("to, please")) and len(words) > 1 else words
    if leading[0] in _words(_("we, i, our, my")):
        return Verdict(OURS, _("That is a step of ours. What will the customer do then?"))
    if leading[0] in _our_deeds() and not _is_done_to_us(leading):
        return Verdict(OURS, _("Sending, presenting and showing are ours. What will the customer do then?"))
    if set(words[:4]) & _thoughts():
        return Verdict(UNSEEN, _("Nobody can see that. What would the customer do if it were so?"))
    return Verdict(THEIRS)


def _is_done_to_us(words: list[str]) -> bool:
    """`Show us the plant` is asked of the customer, who shows it."""
    return len(words) > 1 and words[1] in _words(_("us, me"))


def _our_deeds() -> frozenset[str]:
    return _words(
        _(
            "send, sending, present, presenting, presentation, show, showing, demo, demonstrate, explain, pitch, "
            "offer, email, mail, call, follow, introduce, tell, share, deliver, prepare, submit, propose, convince"
        )
    )


def _thoughts() -> frozenset[str]:
    return _words(
        _(
            "understands, understand, understanding, knows, know, likes, like, interested, interest, aware, convinced, "
            "happy, believes, believe, feels, thinks, realises, sees"
        )
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(one.strip().lower() for one in text.split(","))
