"""The first lines of the pages of this room."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.cadences.hazard import FEWEST, Row, Stop
from trimtab.cadences.models import CountedNight, Enrolment
from trimtab.web import formats


def due_sentence(due: int, running: int, *, is_more: bool) -> str:
    """How many attempts are due, of how many that run."""
    if not running:
        return _("Nobody is followed up.")
    due_now = ngettext("%(count)s attempt is due.", "%(count)s attempts are due.", due) % {"count": formats.whole(due)}
    if is_more:
        among = _("Only the first %(count)s contacts that are followed up were looked at.")
    else:
        among = ngettext("%(count)s contact is followed up.", "%(count)s contacts are followed up.", running)
    return f"{due_now} {among % {'count': formats.whole(running)}}"


def enrolment_sentence(enrolment: Enrolment, steps: int) -> str:
    """Where a follow-up stands."""
    said = {
        "name": enrolment.contact.name,
        "made": formats.whole(enrolment.made),
        "steps": formats.whole(steps),
        "day": formats.day(enrolment.next_on) if enrolment.next_on else "",
        "end": enrolment.get_ended_because_display(),
    }
    if enrolment.is_open:
        return _("%(name)s: %(made)s of %(steps)s attempts made; the next one is due on %(day)s.") % said
    return _("%(name)s: %(end)s. %(made)s attempts were made.") % said


def persistence_sentence(night: CountedNight | None, rows: Sequence[Row], stop: Stop | None, *, is_priced: bool) -> str:
    """Whether it pays to try again."""
    if night is None:
        return _("Cannot tell yet: attempts are counted each night, and no night has counted them.")
    if not rows or not rows[0].is_enough:
        there = rows[0].count.at_risk if rows else 0
        return _("Cannot tell: %(there)s first attempts were counted here; %(fewest)s are needed.") % {
            "there": formats.whole(there),
            "fewest": formats.whole(FEWEST),
        }
    if not is_priced or stop is None:
        return _(
            "Of a hundred first attempts %(first)s were answered. Say what an answer is worth and what an attempt "
            "costs, and the number of attempts that pays is worked out."
        ) % {"first": formats.in_hundred(rows[0].reply)}
    return _stop_sentence(stop)


def _stop_sentence(stop: Stop) -> str:
    said = {"after": formats.whole(stop.after), "careful": formats.whole(stop.careful), "hopeful": _hopeful(stop)}
    if stop.after == 0:
        return _("Not even the first attempt pays at these costs (hopeful reading: stop after %(hopeful)s).") % said
    if stop.is_open:
        return (
            _(
                "Each of the first %(after)s attempts pays; of later ones there are too few to tell "
                "(careful reading: stop after %(careful)s)."
            )
            % said
        )
    return (
        _("Stop after %(after)s attempts without an answer (careful reading %(careful)s, hopeful %(hopeful)s).") % said
    )


def _hopeful(stop: Stop) -> str:
    count = formats.whole(stop.hopeful)
    return _("%(count)s or more") % {"count": count} if stop.hopeful == stop.judged else count
