"""What became of one deal, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of
from trimtab.opportunities.models import Opportunity
from trimtab.outcomes.models import Debrief, HandOver, Lesson
from trimtab.outcomes.reasons import names


@dataclass(frozen=True)
class Side:
    """One debrief with the names of its reasons and what it rests on."""

    debrief: Debrief
    reasons: Sequence[str]
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Outcome:
    """Ours (None: not said yet), what buyers said, lessons, and the hand-over where there is one."""

    ours: Side | None
    theirs: Sequence[Side]
    lessons: Sequence[Lesson]
    hand_over: HandOver | None

    @property
    def differs(self) -> bool | None:
        """Whether the latest buyer names another main reason than we do; None where one side is missing."""
        if self.ours is None or not self.theirs:
            return None
        return self.ours.debrief.main != self.theirs[0].debrief.main


def outcome_of(opportunity: Opportunity) -> Outcome:
    """What is said of one deal. Five queries."""
    rows = Debrief.objects.current().filter(opportunity=opportunity).select_related("competitor", "told_by", "by")
    said = list(rows.order_by("-at", "-pk"))
    words, pieces = names(), evidence_of("debrief", [one.pk for one in said])
    sides = [_side(one, words, pieces.get((one.pk, "reasons"), [])) for one in said]
    ours = next((one for one in sides if one.debrief.side == Debrief.Side.US), None)
    theirs = [one for one in sides if one.debrief.side == Debrief.Side.BUYER]
    lessons = Lesson.objects.filter(opportunity=opportunity, archived_at=None).select_related("by").order_by("-at")
    hand_over = HandOver.objects.filter(opportunity=opportunity).select_related("given_to").first()
    return Outcome(ours, theirs, list(lessons), hand_over)


def headline_of(opportunity: Opportunity, outcome: Outcome) -> str:
    """The first line: how it ended, why by us, why by them."""
    if opportunity.is_open:
        return _("The deal is open. Why it ended is asked when it has.")
    ended = _("Won.") if opportunity.status == "won" else _("Lost.")
    if outcome.ours is None and not outcome.theirs:
        return f"{ended} {_('Nobody has said why yet; now it is fresh.')}"
    parts = [ended]
    if outcome.ours is not None:
        parts.append(_("We say: %(reasons)s.") % {"reasons": ", ".join(outcome.ours.reasons)})
    if outcome.theirs:
        parts.append(_("They say: %(reasons)s.") % {"reasons": ", ".join(outcome.theirs[0].reasons)})
    else:
        parts.append(_("Nobody asked them yet."))
    if outcome.differs:
        parts.append(_("The main reasons differ."))
    return " ".join(parts)


def _side(debrief: Debrief, words: Mapping[str, str], pieces: Sequence[Evidence]) -> Side:
    reasons = [words.get(key, key) for key in debrief.reasons]
    if debrief.competitor is not None:
        reasons[0] = f"{reasons[0]} ({debrief.competitor})"
    return Side(debrief, reasons, pieces[0] if pieces else None)
