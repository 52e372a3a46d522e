"""The addresses of `outcomes`, and calls of its actions."""

from collections.abc import Callable
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, SET_UP, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.outcomes import actions
from trimtab.outcomes.models import Debrief, HandOver, Lesson

# A lesson of Ana's is everybody's to read.
ANAS_LESSON = dict(zip(ROLES, "wrrrrww", strict=True))
ADDRESSES: dict[str, Address] = {
    "outcomes": Address(EVERYBODY),
    "opportunity-outcome": Address(ANAS, of="opportunity"),
    "debrief-ours": Address(ANAS, needs_write=True, of="opportunity"),
    "debrief-buyer": Address(ANAS, needs_write=True, of="opportunity"),
    "opportunity-lessons": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "debrief-withdrawal": Address(ANAS, method="post", needs_write=True, of="debrief"),
    "hand-over": Address(ANAS, of="won_deal"),
    "hand-over-giving": Address(ANAS, method="post", needs_write=True, of="won_deal"),
    "hand-over-file": Address(ANAS, of="won_deal", field="customer"),
    "lessons": Address(EVERYBODY),
    "lesson-archiving": Address(ANAS_LESSON, method="post", needs_write=True, of="lesson"),
    "lesson-restoration": Address(ANAS_LESSON, method="post", needs_write=True, of="lesson"),
    "outcome-reasons": Address(SET_UP),
}


def ids(seen: Seen) -> dict[str, int]:
    """A deal that Ana won, why, what delivery must know, and a lesson."""
    ana, opportunity = seen.people["ana"], seen.opportunity
    won = Opportunity.objects.get(pk=opportunity.pk)
    won.pk, won.external_id, won.name = None, None, "Acme spare parts"
    won.status, won.stage = "won", Stage.objects.filter(process=won.process, kind="won").order_by("pk")[0]
    won.save()
    said = {"competitor": None, "text": "", "differently": "", "by": ana, "now": LONG_AGO}
    debrief = actions.say_ours(won, reasons=["won_fit"], **said)  # type: ignore[arg-type]  # as named
    actions.write_hand_over(won, texts={"scope": "Two pumps"}, by=ana, now=LONG_AGO)
    lesson = actions.add_lesson(won, facts={"title": "Ask early"}, by=ana, now=LONG_AGO)
    return {"won_deal": won.pk, "debrief": debrief.pk, "lesson": lesson.pk}


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    by: dict[str, Any] = {"by": world.people["finn"], "now": NOW}
    won, debrief = Opportunity.objects.get(pk=world.ids["won_deal"]), Debrief.objects.get(pk=world.ids["debrief"])
    lesson, written = Lesson.objects.get(pk=world.ids["lesson"]), HandOver.objects.get(opportunity=won)
    archived = actions.add_lesson(won, facts={"title": "Late"}, **by)
    actions.archive_lesson(archived, **by)
    actions.archive_reason("timing", **by)
    said: dict[str, Any] = {"competitor": None, "text": "", "differently": "", "seen_at": debrief.changed_at}
    heard: dict[str, Any] = {"kind": "said", "note": "You came first.", "happened_on": NOW.date()}
    texts, seen_at = {"scope": "Three pumps"}, written.changed_at
    return {
        "say_ours": lambda: actions.say_ours(won, reasons=["won_proof"], **said, **by),
        "hear_buyer": lambda: actions.hear_buyer(won, reasons=["won_speed"], competitor=None, evidence=heard, **by),
        "withdraw_debrief": lambda: actions.withdraw_debrief(debrief, **by),
        "add_lesson": lambda: actions.add_lesson(won, facts={"title": "Early"}, **by),
        "archive_lesson": lambda: actions.archive_lesson(lesson, **by),
        "restore_lesson": lambda: actions.restore_lesson(archived, **by),
        "write_hand_over": lambda: actions.write_hand_over(won, texts=texts, seen_at=seen_at, **by),
        "give_hand_over": lambda: actions.give_hand_over(written, to=world.people["ana"], **by),
        "add_reason": lambda: actions.add_reason(name="Weather", end="lost", **by),
        "rename_reason": lambda: actions.rename_reason("price", name="Too dear", **by),
        "archive_reason": lambda: actions.archive_reason("risk", **by),
        "restore_reason": lambda: actions.restore_reason("timing", **by),
    }
